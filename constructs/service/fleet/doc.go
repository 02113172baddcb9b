// Package fleet runs a container service on EC2 instances of its own, an Auto Scaling group behind a load balancer, and
// AWS CodeDeploy brings each new version to them: host by host, half of them at a time, or with a second group that
// takes over.
//
// Use it rarely: where CodeDeploy to EC2 is what an organization has approved, or where one container must have a whole
// host. Everybody else is better off with Amazon ECS, which starts a version in seconds, not minutes, fills hosts, and
// needs no agent, no scripts and no revision bucket.
//
// What runs is one container under systemd, on Amazon Linux 2023 with Docker, both from AWS's own repositories. The
// stack owns the hosts and how the container is started; a release owns the image. A release is a revision, the few
// files of [Bundle], which names the image and nothing else, so that the same revision fits every environment. A host
// that scaling starts gets the last revision that was deployed well, from CodeDeploy itself.
//
// A release goes in this order. Update the stack with the previous template and the new Image: the first one makes the
// hosts, every one notes what should run. Zip [Bundle] and upload it to the bucket [Service.Revisions] at [RevisionKey],
// which gives a version. Create a deployment of that version, and wait for it. When it fails CodeDeploy deploys what ran
// before: put the previous Image back into the stack. What all of these are called is known before anything is deployed:
// see [ServiceProps.Names].
//
// The container acts as its host: what the service is granted, and reading its own image and secrets. Plain
// configuration is a parameter that whoever may read the stack may read; secrets are read when the container starts,
// and stay in memory and in Docker's own state on the encrypted disk. What a changed stack gives the container
// (Config, Secrets, Command, …) is taken up by its next start: by new hosts at once, by the others with the next
// release; releasing the same image again rolls it out.
//
// The package never creates a network, a load balancer or a repository: it is given them. It knows no pipeline; it says
// what one must upload, and which application and group it must deploy to.
package fleet
