// Ends the Node process behind CDK as soon as it has nothing left to do. Left to itself, it first waits for V8 to finish
// optimizing the validator's WebAssembly, which nobody will run again: 0.7 s on two cores.
//
// Everything it wrote is written by then, and everybody who wanted to hear of the end has heard: the process is ended
// after its exit listeners, not before. Node has no gentler way that skips the wait.
if (/[\\/]program\.js$/.test(process.argv[1] ?? "")) {
	const emit = process.emit;
	process.emit = function (event) {
		const heard = emit.apply(this, arguments);
		if (event === "exit") process.kill(process.pid, "SIGKILL");
		return heard;
	};
}
