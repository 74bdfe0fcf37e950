/** Phone numbers as people write them. Pure. */

/** Write a number as it is dialed here: "06 12 34 56 78"; one from abroad as it is. */
export function phoneText(number: string): string {
  if (!number.startsWith("+31")) return number;
  const national = `0${number.slice(3)}`;
  return national.startsWith("06")
    ? national.replace(/^(06)(\d\d)(\d\d)(\d\d)(\d\d)$/, "$1 $2 $3 $4 $5")
    : national.replace(/^(\d{3})(\d{3})(\d\d)(\d\d)$/, "$1 $2 $3 $4");
}
