import { matcherText } from "../../../../shared/domain/alerts/parseMatcher.ts";
import type { Column } from "../../../ui/DataTable.tsx";
import { StatusText } from "../../../ui/StatusIcon.tsx";
import type { Explanation } from "./useRouting.ts";

export type RouteStep = Explanation["tree"][number];

const indentPx = 16;
const none = "Every alert";

export const routeColumns: readonly Column<RouteStep>[] = [
  {
    id: "route",
    header: "Route",
    name: true,
    mono: true,
    title: ({ matchers }) => matchers.map(matcherText).join(", ") || none,
    cell: ({ path, matchers, failed }) => (
      <span style={{ paddingLeft: path.length * indentPx }}>
        {matchers.length === 0
          ? none
          : matchers.map((matcher, i) => {
              const text = matcherText(matcher);
              const isFailed = failed.some((one) => matcherText(one) === text);
              return (
                <span key={text} className={isFailed ? "fg3" : ""}>
                  {i > 0 ? ", " : ""}
                  {isFailed ? <s>{text}</s> : text}
                </span>
              );
            })}
      </span>
    ),
  },
  {
    id: "receiver",
    header: "Receiver",
    width: 160,
    title: ({ receiver }) => receiver,
    cell: ({ receiver }) => receiver,
  },
  { id: "outcome", header: "What happens", width: 200, cell: (step) => <Outcome step={step} /> },
  { id: "line", header: "Line", width: 52, numeric: true, cell: ({ line }) => <span className="fg3">{line}</span> },
];

function Outcome({ step: { outcome, continues, failed } }: { readonly step: RouteStep }) {
  switch (outcome) {
    case "receives":
      return <StatusText status="ok">{continues ? "Receives, goes on" : "Receives"}</StatusText>;
    case "passes":
      return <span className="fg1">{continues ? "Taken below, goes on" : "Taken below"}</span>;
    case "fails":
      return <span className="fg3">{failed.length === 1 ? "A matcher fails" : `${failed.length} matchers fail`}</span>;
    case "skipped":
      return <span className="fg3">Not asked</span>;
  }
}
