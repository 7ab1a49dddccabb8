import "./withoutEval.ts";
import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./ui/tokens.css";
import "./ui/base.css";
import { showAppNotLoaded } from "./appNotLoaded.ts";
import { startStores } from "./state/startStores.ts";
import { connect } from "./transport/connect.ts";

// The console's first answers come while the code that draws them is fetched. Link and stores live as long as the page.
const link = connect();
const app = import("./app/show.tsx");
startStores(link, (what, error) => {
  app.then(
    ({ reportProblem }) => reportProblem(`${what} stopped`)(error),
    // The page says so itself.
    () => {},
  );
});
// The first format of any kind takes 30 ms: they pass meanwhile too.
new Intl.DateTimeFormat("en-GB").format(0);
// Not awaited: the app imports from this file's chunk, and would wait for it in turn.
void app.then(({ show }) => show(link), showAppNotLoaded);
