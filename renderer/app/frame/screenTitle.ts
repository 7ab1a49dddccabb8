import type { Route } from "../../state/navigation.ts";
import { parentOf, screens } from "./Rail.tsx";

/** What a screen is called: the thing it is about, else its name on the rail. */
export function screenTitle(route: Route): string {
  switch (route.page) {
    case "host":
      return route.host;
    case "service":
    case "dashboard":
      return route.name;
    case "incident":
      return `INC-${route.id}`;
    case "rules":
      return "Alert rules";
    case "routing":
      return "Alert routing";
    case "unknown":
      return "No such page";
    default:
      return screens.find((screen) => screen.route.page === parentOf(route.page))?.label ?? "";
  }
}
