import { priorities } from "../../../../core/wire/alarm-words.ts";
import { setQuery } from "../../frame/router.ts";
import { region, titleOf } from "../../live/site.ts";
import { siteList } from "../../live/state.ts";
import { placeName } from "../../parts/place-name.ts";
import { t as parts } from "../../parts/texts.ts";
import { type AlarmFilter, stateChoices } from "./filter.ts";
import { t } from "./texts.ts";

/** Which alarms are shown: by site, priority and state; the address keeps the choice. */
export function Filters({ filter }: { readonly filter: AlarmFilter }) {
  const named = siteList.value.map((one) => [one.site, titleOf(one)] as const);
  return (
    <form class="question filters" onSubmit={(event) => event.preventDefault()}>
      <Choice name="site" label={t("site")} chosen={filter.site} options={[...named, [region, placeName(region)]]} />
      <Choice
        name="priority"
        label={t("priority")}
        chosen={filter.priority}
        options={priorities.map((one) => [one, parts(`priority.${one}`)] as const)}
      />
      <Choice
        name="state"
        label={t("state")}
        chosen={filter.state}
        options={stateChoices.map((one) => [one, t(`choice.${one}`)] as const)}
      />
    </form>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly label: string;
  readonly chosen: string | undefined;
  /** What it is called in the address, and in words. */
  readonly options: readonly (readonly [string, string])[];
}

function Choice({ name, label, chosen, options }: ChoiceProps) {
  return (
    <label>
      {label}
      <select value={chosen ?? ""} onChange={(event) => setQuery({ [name]: event.currentTarget.value || undefined })}>
        <option value="">{t("every")}</option>
        {options.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}
