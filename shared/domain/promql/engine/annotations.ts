import type { Annotations } from "../../metrics/model.ts";
import type { TextSpan } from "../queryError.ts";

/** Warnings and infos of one query, each text once, in Prometheus' wording and with its `(line:column)`. */
export class AnnotationList {
  private readonly query: string;
  private readonly warnings = new Set<string>();
  private readonly infos = new Set<string>();

  constructor(query: string) {
    this.query = query;
  }

  get all(): Annotations {
    return { warnings: [...this.warnings], infos: [...this.infos] };
  }

  warn(text: string, { start }: TextSpan): void {
    this.warnings.add(`PromQL warning: ${text} (${this.place(start)})`);
  }

  inform(text: string, { start }: TextSpan): void {
    this.infos.add(`PromQL info: ${text} (${this.place(start)})`);
  }

  private place(offset: number): string {
    const lines = this.query.slice(0, offset).split("\n");
    return `${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
  }
}
