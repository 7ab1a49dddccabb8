/** Why a line cannot be read; `index` is the 0-based character of the line. Never leaves the parser. */
export class LineError extends Error {
  readonly index: number;

  constructor(index: number, message: string) {
    super(message);
    this.index = index;
  }
}

/** Reads a part of a line that begins at `index`; places of errors are the line's. */
export function within<T>(index: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof LineError ? new LineError(index + error.index, error.message) : error;
  }
}
