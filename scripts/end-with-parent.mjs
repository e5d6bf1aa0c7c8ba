/** Loaded into the app before its own code: the channel to the process that started it closes when that one ends, even if it is killed. */
process.once('disconnect', () => process.exit(0))
process.channel?.unref()
