import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { keepTerminals } from "../state/keepTerminals.ts";
import type { Link } from "../state/link.ts";
import { App } from "./App.tsx";
import { reportProblem } from "./report.ts";

export { reportProblem } from "./report.ts";

/** Draws the app into the page, for as long as that lives. */
export function show(link: Link): void {
  const root = document.getElementById("root");
  if (!root) throw new Error("index.html has no #root");
  keepTerminals(sessionStorage).catch(reportProblem("The terminals of before were not taken up"));
  createRoot(root).render(
    <StrictMode>
      <App link={link} />
    </StrictMode>,
  );
}
