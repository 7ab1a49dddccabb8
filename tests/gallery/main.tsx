import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "../../renderer/ui/tokens.css";
import "../../renderer/ui/base.css";
import { createRoot } from "react-dom/client";
import { z } from "zod";
import { AppPage } from "./AppPage.tsx";
import { ComponentsPage } from "./ComponentsPage.tsx";
import { StatesPage } from "./StatesPage.tsx";

z.config({ jitless: true });

/** `?page=components|states|app|setup&theme=dark|light`, for looking and for screenshots. */
const query = new URLSearchParams(location.search);
const theme = query.get("theme") === "light" ? "light" : "dark";
document.documentElement.dataset.theme = theme;

function Page() {
  switch (query.get("page")) {
    case "states":
      return <StatesPage />;
    case "app":
      return <AppPage needsSetup={false} theme={theme} />;
    case "setup":
      return <AppPage needsSetup theme={theme} />;
    default:
      return <ComponentsPage />;
  }
}

const root = document.getElementById("root");
if (root) createRoot(root).render(<Page />);
