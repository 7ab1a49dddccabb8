import "./withoutEval.ts";
import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./ui/tokens.css";
import "./ui/base.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App.tsx";
import { reportProblem } from "./app/report.ts";
import { keepTerminals } from "./state/keepTerminals.ts";
import { startStores } from "./state/startStores.ts";
import { connect } from "./transport/connect.ts";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

// Both live as long as the page does.
const link = connect();
keepTerminals(sessionStorage).catch(reportProblem("The terminals of before were not taken up"));
startStores(link, (what, error) => reportProblem(`${what} stopped`)(error));

createRoot(root).render(
  <StrictMode>
    <App link={link} />
  </StrictMode>,
);
