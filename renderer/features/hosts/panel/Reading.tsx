import type { ReactNode } from "react";
import { isMissing, type MissingReason } from "../../../../shared/domain/gpu/model.ts";
import { missingShort, missingWords } from "../../../../shared/domain/gpu/words.ts";
import { None } from "../../../ui/Value.tsx";

/** A reading as `children` draw it, or in a word why there is none. */
export function Reading<T>({
  of,
  children,
}: {
  readonly of: T | { readonly missing: MissingReason };
  readonly children: (value: T) => ReactNode;
}) {
  return isMissing(of) ? <NoReading reason={of.missing} /> : children(of);
}

export function NoReading({ reason }: { readonly reason: MissingReason }) {
  return (
    <span title={missingWords[reason]}>
      <None>{missingShort[reason]}</None>
      <span className="visuallyHidden">: {missingWords[reason]}</span>
    </span>
  );
}
