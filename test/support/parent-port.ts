// Preloaded into the hub's own process where Electron is not: its parent port, spoken over Node's channel to the parent.
Object.assign(process, {
  parentPort: {
    on: (_event: 'message', listener: (event: { readonly data: unknown }) => void) => {
      process.on('message', (data) => {
        listener({ data })
      })
    },
    postMessage: (message: object) => process.send?.(message),
  },
})
