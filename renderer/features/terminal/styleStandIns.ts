/*
 * xterm.js writes its rules into <style> elements and style attributes, which the page's content security policy
 * refuses. Here it gets elements that put the same rules into constructed sheets and style objects, which are allowed.
 */
const create: (name: string) => HTMLElement = document.createElement.bind(document);

function styleStandIn(): HTMLElement {
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets.push(sheet);
  const element = create("span");
  element.hidden = true;
  Object.defineProperty(element, "textContent", { set: (rules: string) => sheet.replaceSync(rules) });
  element.remove = () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
    Element.prototype.remove.call(element);
  };
  return element;
}

/** Its cells are spans of the page's own document, whichever it is given: theirs go the way that scripts may. */
HTMLSpanElement.prototype.setAttribute = function setAttribute(name, value) {
  if (name === "style") this.style.cssText = value;
  else Element.prototype.setAttribute.call(this, name, value);
};

/** The page's document, for xterm's option `documentOverride`: its rules are made with it. */
export const styledDocument: Document = new Proxy(document, {
  get(target, name) {
    if (name === "createElement") return createElement;
    const value: unknown = Reflect.get(target, name, target);
    return typeof value === "function" ? value.bind(target) : value;
  },
});

function createElement(name: string): HTMLElement {
  return name === "style" ? styleStandIn() : create(name);
}

/** Runs `open`, during which xterm's scrollbar asks the page's own document for a <style>. */
export function withStandIns(open: () => void): void {
  Object.defineProperty(document, "createElement", { value: createElement, configurable: true });
  try {
    open();
  } finally {
    Reflect.deleteProperty(document, "createElement");
  }
}
