package service

// Sidecar is a container that runs beside the service's own in every task, such as a proxy or a log router.
type Sidecar struct {
	// Name names the container in its task, 1 to 32 lower case letters, digits and dashes, unlike the service's own
	// name. Required.
	Name string
	// Image is what it runs, by a digest or a tag that does not move. Required.
	Image string
	// Repository is the ARN of the ECR repository of Image; empty for a public image. Default: none.
	Repository string
	// Port is the TCP port it listens on, 1 to 65535, unlike the service's own. Default: none.
	Port int
	// CPU are the CPU units set aside for it out of the task's. Default: none set aside.
	CPU int
	// Memory is how many MiB of the task's it may use, 6 or more (ECS API, "ContainerDefinition"). Default: no bound
	// of its own.
	Memory MiB
	// Command replaces the image's command. Default: the image's own.
	Command []string
	// User is the numeric user it runs as; never root. Default: "65532:65532".
	User string
	// Config is plain configuration by environment variable. Default: none.
	Config map[string]string
	// Secrets are ARNs of Secrets Manager secrets or SSM parameters by environment variable. Default: none.
	Secrets map[string]string
	// Optional lets the task live on without it. Default: false, the task ends with it.
	Optional bool
	// First lets it start before the service's container. Default: false, together.
	First bool
}

// Volume is storage that tasks share and that outlives them: a directory of an Amazon EFS file system.
type Volume struct {
	// Name names the volume in its task, 1 to 32 lower case letters, digits and dashes. Required.
	Name string
	// Path is where the container sees it, an absolute path below /. Required.
	Path string
	// ReadOnly lets the container read only. Default: false.
	ReadOnly bool
}
