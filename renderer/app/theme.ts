import { useEffect } from "react";
import { settingsStore } from "../state/settingsStore.ts";
import { useMediaQuery } from "../ui/useMediaQuery.ts";

type Theme = "dark" | "light";

/** The theme in force; `system` follows the computer. */
function useTheme(): Theme {
  const chosen = settingsStore((state) => state.theme);
  const systemIsLight = useMediaQuery("(prefers-color-scheme: light)");
  return chosen === "system" ? (systemIsLight ? "light" : "dark") : chosen;
}

/** Puts the theme on the document, where the tokens look for it. */
export function useApplyTheme(): void {
  const theme = useTheme();
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
}
