import { InvalidArgumentError } from 'commander'

/** Whole numbers of a range, read from an argument. */
export const between =
  (least: number, most: number) =>
  (value: string): number => {
    const number = Number(value)
    if (!Number.isInteger(number) || number < least || number > most)
      throw new InvalidArgumentError(`a whole number from ${least} to ${most}`)
    return number
  }
