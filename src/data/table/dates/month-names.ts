/** The names of the months and their short forms, in English, German, French, Spanish, Italian and more. */
const NAMES = [
  "jan january januar jänner janv janvier ene enero gen gennaio janeiro januari",
  "feb february februar févr fév février febrero febbraio fev fevereiro februari",
  "mar march mär märz mrz mars marzo março mrt maart",
  "apr april avr avril abr abril aprile",
  "may mai mayo mag maggio maio mei",
  "jun june juni juin junio giu giugno junho",
  "jul july juli juil juillet julio lug luglio julho",
  "aug august août aoû ago agosto augustus",
  "sep sept september septembre septiembre settembre set setembro",
  "oct october okt oktober octobre octubre ott ottobre out outubro",
  "nov november novembre noviembre novembro",
  "dec december dez dezember déc décembre dic diciembre dicembre dezembro",
].map((names) => names.split(" "));

/** The number of the month, from 1, by its name in small letters without a point. */
export const MONTHS: ReadonlyMap<string, number> = new Map(
  NAMES.flatMap((names, index) => names.map((name) => [name, index + 1] as const)),
);
