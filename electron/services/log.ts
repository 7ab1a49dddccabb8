/** Structured, one line each; values are facts, never secrets. */
export interface Log {
  info(message: string, facts?: LogFacts): void;
  warn(message: string, facts?: LogFacts): void;
  error(message: string, facts?: LogFacts): void;
}
export type LogFacts = Readonly<Record<string, unknown>>;

export const silentLog: Log = { info() {}, warn() {}, error() {} };
