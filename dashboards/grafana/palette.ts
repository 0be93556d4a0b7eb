/**
 * Colours that people with the usual forms of colour blindness tell apart. No state stands on colour alone: each also has a
 * word and a shape. Source: M. Okabe and K. Ito, Color Universal Design, 2008.
 */
export const colours = {
  blue: "#0072B2",
  sky: "#56B4E9",
  orange: "#E69F00",
  vermillion: "#D55E00",
  purple: "#CC79A7",
  green: "#009E73",
  grey: "#8C8C8C",
} as const;
