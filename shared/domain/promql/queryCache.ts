import type { Expr } from "./ast.ts";
import { parseQuery } from "./parseQuery.ts";

/**
 * The queries read last. Live panels ask the same ones again and again: they are read once, and their patterns keep
 * what they were found to match.
 */
export class QueryCache {
  private readonly capacity: number;
  private readonly known = new Map<string, Expr>();

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** As `parseQuery`; what is not a query is read, and refused, each time. */
  parse(query: string): Expr {
    const expr = this.known.get(query) ?? parseQuery(query);
    // Taken out and put in last, so that the first one is the one not asked for the longest.
    this.known.delete(query);
    this.known.set(query, expr);
    const [oldest] = this.known.keys();
    if (this.known.size > this.capacity && oldest !== undefined) this.known.delete(oldest);
    return expr;
  }
}
