import { createRoot } from "react-dom/client";
import { useSteadyState } from "../../../renderer/ui/useSteadyState.ts";

declare global {
  interface Window {
    /** Offers values to a state in that many turns; those that change nothing are `offers`, for telling what is kept of them. */
    offer(value: number, turns: number): Promise<void>;
    offers: WeakRef<object>[];
  }
}

let change: (next: (held: number) => number) => void = () => {};

function Shown() {
  const [value, changeValue] = useSteadyState(0);
  change = changeValue;
  return <output>{value}</output>;
}

const root = document.createElement("div");
document.body.append(root);
createRoot(root).render(<Shown />);

window.offers = [];
window.offer = async (value, turns) => {
  for (let turn = 0; turn < turns; turn += 1) {
    const offered = () => value;
    window.offers.push(new WeakRef(offered));
    change(offered);
    await new Promise((resolve) => setTimeout(resolve));
  }
};
