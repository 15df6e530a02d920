export { SkeletonRows as default } from "../../../../../design/skeleton.tsx";
