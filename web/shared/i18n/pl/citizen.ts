export { call } from "./call.ts";
export { join } from "./join.ts";
