import { type Identity, rightsOf } from "./policy.ts";

/**
 * The access list of a mosquitto that serves these identities, from the table that the embedded broker goes by; each logs in
 * with its own name. What stands in no line is denied. Source: mosquitto.conf(5), acl_file.
 */
export function mosquittoAcl(identities: readonly Identity[]): string {
  const head =
    "# Who may do what: made by `homeostat config acl`. Needs `allow_anonymous false`,\n# and `use_identity_as_username true` or a password_file.\n";
  return [head, ...identities.map(userText)].join("\n");
}

function userText(identity: Identity): string {
  const { publish, subscribe } = rightsOf(identity);
  const lines = [
    `user ${identity.name}`,
    ...publish.map((filter) => `topic write ${filter}`),
    ...subscribe.map((filter) => `topic read ${filter}`),
  ];
  return `${lines.join("\n")}\n`;
}
