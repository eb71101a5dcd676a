/** A number of a paper by its letters and digits alone: neither case nor what separates its parts makes another. */
export const plainNumber = (number: string): string => number.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
