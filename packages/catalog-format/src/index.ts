export { type ComposeProblem, findComposeProblems } from "./compose/find-compose-problems.ts";
