import { Fragment } from "react";
import type { Ranges } from "./fuzzy.ts";

/** Text with the matched characters marked. */
export function Highlighted({
  text,
  ranges,
  className,
}: {
  readonly text: string;
  readonly ranges: Ranges;
  readonly className: string;
}) {
  let at = 0;
  const parts = ranges.map(([start, end]) => {
    const before = text.slice(at, start);
    at = end;
    return (
      <Fragment key={start}>
        {before}
        <mark className={className}>{text.slice(start, end)}</mark>
      </Fragment>
    );
  });
  return (
    <>
      {parts}
      {text.slice(at)}
    </>
  );
}
