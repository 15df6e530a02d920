import { SkeletonPage } from "../../design/skeleton.tsx";

export default function Loading() {
  return <SkeletonPage />;
}
