// After a program for node: runs it. The default export is the module's factory.
await Module({ arguments: process.argv.slice(2), thisProgram: process.argv[1] });
