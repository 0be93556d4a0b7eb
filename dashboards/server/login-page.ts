/** The languages of the login. */
type Language = "en" | "nl";

/** Why the form is shown again. */
export type LoginFault = "wrong" | "link" | "wait";

const texts: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    title: "Log in",
    name: "Name",
    password: "Password",
    enter: "Log in",
    inside: "Logged in already? To the console",
    wrong: "That name and password do not belong together.",
    link: "This link was used or is too old; homeostat login prints a new one.",
    wait: "Too many tries. Wait a moment, then try again.",
  },
  nl: {
    title: "Inloggen",
    name: "Naam",
    password: "Wachtwoord",
    enter: "Inloggen",
    inside: "Al ingelogd? Naar de console",
    wrong: "Die naam en dat wachtwoord horen niet bij elkaar.",
    link: "Deze link is al gebruikt of te oud; homeostat login geeft een nieuwe.",
    wait: "Te veel pogingen. Wacht even en probeer het opnieuw.",
  },
};

/** The reader's language by the header `accept-language`: Dutch where it is asked for before English, else English. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const first = /\b(en|nl)\b/i.exec(acceptLanguage ?? "")?.[1];
  return first?.toLowerCase() === "nl" ? "nl" : "en";
}

/** The page on which people log in: it works without a script, and shows nothing that came from outside. */
export function loginPage(language: Language, fault?: LoginFault): string {
  const say = (word: string): string => texts[language][word] ?? "";
  const told = fault === undefined ? "" : `<p role="alert">${say(fault)}</p>`;
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${say("title")} · homeostat</title>
<link rel="stylesheet" href="/login.css">
</head>
<body>
<main>
<h1>homeostat</h1>
${told}
<form method="post" action="/login">
<label>${say("name")} <input name="name" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus></label>
<label>${say("password")} <input name="password" type="password" autocomplete="current-password" required></label>
<button type="submit">${say("enter")}</button>
</form>
<p><a href="/">${say("inside")}</a></p>
</main>
</body>
</html>
`;
}

/** How the login looks: in the colours of the console. */
export const loginStyle = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif;
  --paper: light-dark(#e9ecee, #14191d); --card: light-dark(#f7f8f9, #1e252a); --ink: light-dark(#1b242b, #e4e9ec);
  --edge: light-dark(#75828c, #7d8b95); --link: light-dark(#0f5288, #86c1f0); --bad: light-dark(#b3001b, #ff8a8a); }
@media (min-width: 1900px) { :root { font-size: 18px; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); }
main { max-width: 24rem; margin: 12vh auto 0; padding: 0 1rem; }
h1 { font-size: 1.4rem; }
form { display: grid; gap: 1rem; padding: 1.2rem; background: var(--card); border: 1px solid var(--edge); border-radius: 8px; }
label { display: grid; gap: 0.25rem; }
input, button { font: inherit; color: inherit; background: var(--card); padding: 0.6rem; min-height: 2.75rem; border: 1px solid var(--edge); border-radius: 6px; }
button { background: var(--link); border-color: var(--link); color: var(--paper); font-weight: 600; cursor: pointer; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
[role="alert"] { border-left: 4px solid var(--bad); padding: 0.4rem 0.75rem; background: var(--card); }
[role="alert"]::before { content: "✕ "; color: var(--bad); }
a { display: inline-flex; align-items: center; min-height: 2.75rem; color: var(--link); }
`;
