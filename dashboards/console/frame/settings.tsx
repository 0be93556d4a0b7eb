import { Dialog } from "../parts/dialog.tsx";
import { allLanguages, language } from "../texts/texts.ts";
import { choose, shortcutsOn, theme, themes } from "./preferences.ts";
import { pageNames } from "./route.ts";
import { goKeys } from "./shortcuts.ts";
import { t } from "./texts.ts";
import { toggleWall } from "./wall.ts";

const ownNames = { en: "English", nl: "Nederlands" } as const;

/** Language, colours, the wall, and which keys lead where. */
export function Settings({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title={t("settings")} onClose={onClose}>
      <fieldset>
        <legend>{t("language")}</legend>
        {allLanguages.map((one) => (
          <label key={one} lang={one}>
            <input
              type="radio"
              name="language"
              checked={language.value === one}
              onChange={() => choose({ language: one })}
            />{" "}
            {ownNames[one]}
          </label>
        ))}
      </fieldset>
      <fieldset>
        <legend>{t("theme")}</legend>
        {themes.map((one) => (
          <label key={one}>
            <input type="radio" name="theme" checked={theme.value === one} onChange={() => choose({ theme: one })} />{" "}
            {t(`theme.${one}`)}
          </label>
        ))}
      </fieldset>
      <p>
        <button
          type="button"
          onClick={() => {
            onClose();
            toggleWall();
          }}
        >
          {t("wall")}
        </button>
      </p>
      <Keys />
    </Dialog>
  );
}

function Keys() {
  return (
    <section>
      <h3>{t("keys")}</h3>
      <label>
        <input
          type="checkbox"
          checked={shortcutsOn.value}
          onChange={(event) => choose({ shortcuts: event.currentTarget.checked })}
        />{" "}
        {t("useKeys")}
      </label>
      <dl class="keys">
        {pageNames.map((page) => (
          <div key={page}>
            <dt>
              <kbd>g</kbd> <kbd>{goKeys[page]}</kbd>
            </dt>
            <dd>{t(`page.${page}`)}</dd>
          </div>
        ))}
        <div>
          <dt>
            <kbd>w</kbd>
          </dt>
          <dd>{t("key.wall")}</dd>
        </div>
        <div>
          <dt>
            <kbd>?</kbd>
          </dt>
          <dd>{t("key.help")}</dd>
        </div>
        <div>
          <dt>
            <kbd>Esc</kbd>
          </dt>
          <dd>{t("key.escape")}</dd>
        </div>
      </dl>
    </section>
  );
}
