/** Node's code of a file system failure (`ENOENT`, `EACCES`); undefined for anything else. */
export function fileErrorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
