export { SkeletonPage as default } from "../../../../design/skeleton.tsx";
