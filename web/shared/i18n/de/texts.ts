export { booth } from "./booth.ts";
export { call } from "./call.ts";
