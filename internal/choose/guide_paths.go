package choose

// guideStart is what comes before the tables.
const guideStart = `# Where to run a service

Seven runtimes run containers for Shipway. This page says which one to take, why the others are out, and what each costs
with nobody using it. It is generated from the table by which ` + "`shipway choose`" + ` decides: change
` + "`internal/choose`" + ` and run ` + "`make generate`" + `.

## Ask

` + "`shipway choose`" + ` takes constraints as flags, or asks on a terminal what would still change the answer; ` + "`-h`" + ` explains the
flags. The same constraints give the same answer. ` + "`-json`" + ` gives it to a program; exit code 3 means that nothing fits.
`

// guideEnd says how to go on from each choice. Which runtimes follow each other is a matter of what is outgrown, not of
// the table.
var guideEnd = `
## Growing out of a choice

A choice is not for ever, and changing it is no rewrite: image, configuration and secrets stay as they are. What changes
is what runs them.

| from | to | when | what changes |
|---|---|---|---|
| ` + "`apprunner` | `express`" + ` | now: App Runner gets no new features | the address; requests may take longer than 120 seconds; a task costs the same with and without requests |
| ` + "`express` | `fargate`" + ` | the first internal caller, file, or release that is no canary | the load balancer, the certificate and the name become yours, and visible in the template |
| ` + "`fargate` | `managed`" + ` | a GPU, more virtual CPUs or disk than Fargate sells | tasks share instances that live 14 days at most; a task may wait for one to start |
| ` + "`fargate` | `ec2`" + ` | reserved or burstable capacity that is paid for already, or an auditor who wants the hosts | instances, their image and their patches become yours |
| ` + "`managed` | `ec2`" + ` | own machine image or dedicated hosts | the same, with the launch template in your hands |
| ` + "`fleet` | `ec2`" + ` | hosts may be shared, or CodeDeploy in place is no longer asked for | ECS places and replaces tasks, and a release takes seconds, not minutes for each host |

Between ` + "`fargate`, `ec2` and `managed`" + ` the service stays an ECS service of the same cluster behind the same load
balancer, and moves in one deployment. For every other step it runs twice for a while, under two names, and DNS or the load
balancer decides who answers. Both ways, step by step and back: [moving.md](moving.md).
`
