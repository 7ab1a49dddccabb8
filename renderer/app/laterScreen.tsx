import { Unplug } from "lucide-react";
import { type ComponentType, lazy } from "react";
import { Button } from "../ui/Button.tsx";
import { EmptyState } from "../ui/states/EmptyState.tsx";

const loads: (() => Promise<unknown>)[] = [];

/** A screen whose code comes after the first one is shown, and before anyone needs it where that is possible. */
export function laterScreen<Props>(load: () => Promise<ComponentType<Props>>) {
  const start = async () => ({ default: await load().catch((): ComponentType<Props> => NotLoaded) });
  let started: ReturnType<typeof start> | null = null;
  const once = () => {
    started ??= start();
    return started;
  };
  loads.push(once);
  return lazy(once);
}

/** Fetches them while nothing else is to do: a screen must open while the console is away too. */
export function loadScreens(): void {
  const whenIdle = window.requestIdleCallback ?? ((call: () => void) => setTimeout(call, 1000));
  whenIdle(() => {
    for (const load of loads) void load();
  });
}

function NotLoaded() {
  return (
    <EmptyState
      icon={Unplug}
      title="This screen could not be loaded"
      action={<Button onPress={() => window.location.reload()}>Load the page again</Button>}
    >
      The console did not answer when the screen's code was asked for. Other screens are not affected.
    </EmptyState>
  );
}
