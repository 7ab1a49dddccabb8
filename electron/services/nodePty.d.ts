/** What we use of node-pty. The package's own declarations are of another name, and know text only. */
declare module "node-pty" {
  interface Pty {
    readonly onData: (listener: (chunk: Uint8Array) => void) => unknown;
    /** `signal` is 0 for a program that ended by itself. */
    readonly onExit: (listener: (exit: { readonly exitCode: number; readonly signal?: number }) => void) => unknown;
    pause(): void;
    resume(): void;
    write(data: Uint8Array): void;
    resize(columns: number, rows: number): void;
    kill(signal?: string): void;
  }

  export function spawn(
    file: string,
    args: string[],
    options: {
      readonly name: string;
      readonly cols: number;
      readonly rows: number;
      readonly cwd?: string;
      readonly env: Readonly<Record<string, string | undefined>>;
      /** Null for bytes. */
      readonly encoding: null;
    },
  ): Pty;
}
