declare module "icon:*" {
  /** The `d` of each path, for a 24 by 24 box. */
  const paths: readonly string[];
  export default paths;
}
declare module "virtual:tokens.css";
