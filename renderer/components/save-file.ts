/** Saves what a page holds as a file by way of a link clicked once; the person has clicked before. */
export const saveFile = (content: string | Uint8Array<ArrayBuffer>, name: string, type: string): void => {
  const address = URL.createObjectURL(new Blob([content], { type }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
