import { render } from "preact";
import { keepPreferences } from "./frame/preferences.ts";
import { followAddress } from "./frame/router.ts";
import { Shell } from "./frame/shell.tsx";
import { t } from "./frame/texts.ts";
import { askWhoIAm } from "./live/me.ts";
import { connect } from "./live/stream.ts";
import "./style/tokens.css";
import "./style/base.css";
import "./style/layout.css";
import "./style/parts.css";

keepPreferences();
followAddress(({ page }) => `${t(`page.${page}`)} · ${t("title")}`);
connect();
void askWhoIAm();
const root = document.getElementById("app");
if (root !== null) render(<Shell />, root);
