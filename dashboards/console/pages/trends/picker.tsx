import { useId, useState } from "preact/hooks";
import { unitText } from "../../texts/words.ts";
import { candidates, mostChosen } from "./chosen.ts";
import { type Candidate, found, moved } from "./search.ts";
import { t } from "./texts.ts";

interface PickerProps {
  readonly chosen: readonly string[];
  readonly onPick: (path: string) => void;
}

/** Finds a variable by typing. Source: WAI-ARIA 1.2, combobox with a listbox popup. */
export function Picker({ chosen, onPick }: PickerProps) {
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const id = useId();
  const offered = open ? found(candidates.value, text).filter(({ path }) => !chosen.includes(path)) : [];
  const pick = (candidate: Candidate | undefined): void => {
    if (candidate === undefined) return;
    setText("");
    setOpen(false);
    setActive(-1);
    onPick(candidate.path);
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && open) pick(offered[Math.max(0, active)]);
    else if (event.key === "Escape") setOpen(false);
    else {
      const next = moved(active, event.key, offered.length);
      setOpen(open || event.key.startsWith("Arrow"));
      if (next === undefined) return;
      setActive(next);
    }
    if (event.key !== "Tab") event.preventDefault();
  };
  if (chosen.length >= mostChosen) return <p>{t("full")}</p>;
  return (
    <div class="picker">
      <label for={`${id}-text`}>{t("add")}</label>
      <input
        id={`${id}-text`}
        role="combobox"
        autocomplete="off"
        aria-expanded={offered.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-describedby={`${id}-help`}
        aria-activedescendant={active < 0 || offered[active] === undefined ? undefined : `${id}-${active}`}
        value={text}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setOpen(true);
          setActive(-1);
        }}
        onKeyDown={(event) => isTyping(event) || press(event)}
      />
      <small id={`${id}-help`}>
        {t("addHelp")}{" "}
        <span aria-live="polite">{open && text !== "" ? t("found", { count: String(offered.length) }) : ""}</span>
      </small>
      <div class="options" id={`${id}-list`} role="listbox" aria-label={t("add")} hidden={offered.length === 0}>
        {offered.map((candidate, index) => (
          <Option
            key={candidate.path}
            id={`${id}-${index}`}
            active={index === active}
            candidate={candidate}
            onPick={pick}
          />
        ))}
      </div>
    </div>
  );
}

function isTyping({ key }: KeyboardEvent): boolean {
  return !["Enter", "Escape", "ArrowDown", "ArrowUp"].includes(key);
}

function intoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: "nearest" });
}

interface OptionProps {
  readonly id: string;
  readonly active: boolean;
  readonly candidate: Candidate;
  readonly onPick: (candidate: Candidate) => void;
}

function Option({ id, active, candidate, onPick }: OptionProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the input's, which keeps the focus
    // biome-ignore lint/a11y/useFocusableInteractive: the input points at the active one
    <div
      id={id}
      role="option"
      aria-selected={active}
      ref={active ? intoView : null}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onPick(candidate)}
    >
      {candidate.name} <small>{[candidate.place, unitText(candidate.unit)].filter(Boolean).join(" · ")}</small>
    </div>
  );
}
