declare module "parse-prometheus-text-format" {
  /** CommonJS: the function is the module. */
  export default function parsePrometheusTextFormat(text: string): readonly unknown[];
}
