import { t as parts } from "../../parts/texts.ts";
import { number } from "../../texts/words.ts";

/** A margin by shape, number and word, within a line. */
export function Margin({ room }: { readonly room: number | null }) {
  if (room === null) return <span class="faint">◌ {parts("outdated")}</span>;
  const [shape, word, colour] =
    room >= 1
      ? ["●", parts("healthy"), "good"]
      : room >= 0
        ? ["◆", parts("viable"), "uncertain"]
        : ["✕", parts("outside"), "bad"];
  return (
    <span class={`quality ${colour}`} title={parts("marginHelp")}>
      <span aria-hidden="true">{shape}</span> {parts("margin")} {number(Math.round(room * 100) / 100)}{" "}
      <span class="reasons">· {word}</span>
    </span>
  );
}
