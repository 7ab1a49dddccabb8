/** Says that the app's code did not come, and offers to ask again: without that code, the page has nothing else to say it with. */
export function showAppNotLoaded(): void {
  const text = document.createElement("p");
  text.textContent = "Midwatch could not be loaded: the console did not answer when its code was asked for.";
  const again = document.createElement("button");
  again.type = "button";
  again.textContent = "Load the page again";
  again.addEventListener("click", () => window.location.reload());
  const box = document.createElement("main");
  box.className = "notLoaded";
  box.append(text, again);
  document.getElementById("root")?.replaceChildren(box);
}
