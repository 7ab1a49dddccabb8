import { errorText, MidwatchError } from "../../../shared/base/errors.ts";
import { fileErrorCode } from "./fileErrors.ts";

const reasons: Readonly<Record<string, string>> = {
  EROFS: "it is on a read-only file system",
  EACCES: "this user may not write there",
  EPERM: "this user may not write there",
  EEXIST: "it is a file, not a folder",
  ENOTDIR: "it, or a part of its path, is a file, not a folder",
  ENOSPC: "the disk is full",
};

/** STORE_FAILED, in words that say what to do. */
export function dataFolderError(folder: string, cause: unknown): MidwatchError {
  const reason = reasons[fileErrorCode(cause) ?? ""] ?? errorText(cause);
  return new MidwatchError(
    "STORE_FAILED",
    `The data folder ${folder} cannot be used: ${reason}. Free it, or choose another with --data`,
    { cause },
  );
}
