import { colourAt } from "../../parts/colours.ts";

/** A panel as it goes into the picture: its canvas, and what stands over it. */
export interface Pictured {
  readonly canvas: HTMLCanvasElement;
  readonly title: string;
}

/** Puts panels under each other, with words, as a PNG; undefined where the browser cannot. */
export function pictureOf(place: HTMLElement, panels: readonly Pictured[], words: string): Promise<Blob | null> {
  const colour = colourAt(place);
  const scale = devicePixelRatio;
  const line = 26 * scale;
  const width = Math.max(...panels.map(({ canvas }) => canvas.width)) + 2 * line;
  const height = panels.reduce((sum, { canvas }) => sum + canvas.height + 2 * line, 2 * line);
  const sheet = document.createElement("canvas");
  Object.assign(sheet, { width, height });
  const ctx = sheet.getContext("2d");
  if (ctx === null) return Promise.resolve(null);
  ctx.fillStyle = colour("--card");
  ctx.fillRect(0, 0, width, height);
  ctx.fillStyle = colour("--ink");
  ctx.font = `${15 * scale}px system-ui, sans-serif`;
  ctx.fillText(words, line, line);
  let top = 1.5 * line;
  for (const { canvas, title } of panels) {
    ctx.fillText(title, line, top + line);
    ctx.drawImage(canvas, line, top + 1.5 * line);
    top += canvas.height + 2 * line;
  }
  return new Promise((resolve) => sheet.toBlob(resolve, "image/png"));
}

/** Lets the browser keep a picture. */
export function keep(picture: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(picture);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
