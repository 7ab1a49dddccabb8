/** The bundler and the test runner read Markdown files as text. */
declare module "*.md" {
  const text: string;
  export default text;
}
