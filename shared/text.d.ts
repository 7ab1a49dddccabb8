/** The bundler and the test runner read these files as text. */
declare module "*.md" {
  const text: string;
  export default text;
}

declare module "*.yaml" {
  const text: string;
  export default text;
}
