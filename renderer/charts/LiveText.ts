/** Text that changes with each sample, written into its element without drawing the component around it again. */
export class LiveText {
  private text = "";
  private element: HTMLElement | null = null;

  /** For React's `ref`. */
  readonly attach = (element: HTMLElement | null): void => {
    this.element = element;
    if (element) element.textContent = this.text;
  };

  set(text: string): void {
    if (text === this.text) return;
    this.text = text;
    if (this.element) this.element.textContent = text;
  }
}
