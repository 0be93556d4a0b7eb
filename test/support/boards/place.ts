/** The size of a panel's inside, pixels. */
export interface Place {
  readonly width: number;
  readonly height: number;
}

/** The time shown, epoch ms. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** Text as HTML. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
