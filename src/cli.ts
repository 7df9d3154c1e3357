/** The command `reconcile`: `bin/reconcile.js` loads this file under a Node.js that can run it. */
process.exitCode = 64;
