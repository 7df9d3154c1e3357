// Made by scripts/generate.ts from the document definitions.

export const Site = validate20;
const schema31 = {"type":"object","required":["kind","name"],"properties":{"kind":{"type":"string","const":"Site","description":"Policy of the site, and what its machines are told.","examples":["Site"]},"name":{"type":"string","pattern":"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$","patternErrorMessage":"write lower-case letters, digits and dashes, 63 at most, with a letter or digit at both ends","description":"What other documents call it by; unique among documents of its kind.","examples":["fra1"]},"stateId":{"type":"string","pattern":"^[A-Za-z0-9-]{6,64}$","patternErrorMessage":"write the id that `reconcile state init` printed","description":"The id of the one store that may power, commission and install. `reconcile state init` makes it; until it is committed, nothing is touched.","examples":["k3v9q0x2m7ab"]},"limits":{"type":"object","properties":{"commissioning":{"type":"integer","minimum":1,"maximum":10000,"description":"Machines that may be commissioning at once.","default":10,"examples":[10]},"deploying":{"type":"integer","minimum":1,"maximum":10000,"description":"Machines that may be deploying at once.","default":10,"examples":[10]},"maxShrinkPercent":{"type":"integer","minimum":0,"maximum":100,"description":"By how much the number of machines may shrink from one applied commit to the next. Beyond it, and beyond 3 machines, no operation starts.","default":20,"examples":[20]},"perHour":{"type":"integer","minimum":1,"maximum":100000,"description":"Destructive operations in any 60 minutes. Unlimited, unless declared.","examples":[5]},"perDay":{"type":"integer","minimum":1,"maximum":100000,"description":"Destructive operations in any 24 hours. Unlimited, unless declared.","examples":[20]},"percent":{"type":"integer","minimum":1,"maximum":100,"description":"Percentage of the declared machines that may be down at once because of a destructive operation, rounded down, and at least one. Unlimited, unless declared.","examples":[5]},"failureDomain":{"type":"object","required":["label"],"properties":{"label":{"type":"string","pattern":"^\\S+$","patternErrorMessage":"write the name of a label","description":"The label whose values are failure domains; machines without it are one domain of their own.","examples":["rack"]},"atOnce":{"type":"integer","minimum":1,"maximum":10000,"description":"Machines of one domain that may be down at once.","default":1,"examples":[1]}},"additionalProperties":false,"description":"How many machines with one value of a label may be down at once because of a destructive operation. Unlimited, unless declared.","examples":[{"label":"rack","atOnce":1}]},"waves":{"type":"object","properties":{"canary":{"type":"integer","minimum":1,"maximum":10000,"description":"Machines of the first wave.","default":1,"examples":[1]},"size":{"description":"Machines of every wave after it: a number, or a percentage of the machines that the rollout began with.","type":["integer","string"],"minimum":1,"maximum":10000,"pattern":"^(?:[1-9]\\d?|100)%$","patternErrorMessage":"write a number of machines, or a percentage: \"20%\"","default":10,"examples":[10,"20%"]},"bake":{"type":"string","pattern":"^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$","patternErrorMessage":"write a number and a unit (ms, s, m, h, d): 90s, 30m, 2h","description":"How long all of a wave must have been deployed before the next one starts.","default":"30m","examples":["30m"]}},"additionalProperties":false,"description":"Destructive installs go in waves. A rollout is what waits for one when its canary starts; what is asked for later is the next rollout. All at once, unless declared.","examples":[{"canary":1,"size":"20%","bake":"30m"}]},"haltAfterFailures":{"type":"integer","minimum":1,"maximum":10000,"description":"Once so many installs have failed, nothing destructive starts until somebody has dealt with them: `reconcile machine retry`, a higher generation, or an override. Unlimited, unless declared.","examples":[2]}},"additionalProperties":false,"description":"How much may happen at once, and in what time. Destructive is what overwrites or erases a disk that holds data, and what takes a deployed machine away: reinstalling and releasing it.","examples":[{"deploying":5,"perDay":20,"waves":{"canary":1,"size":"20%","bake":"30m"}}]},"windows":{"type":"array","items":{"type":"object","required":["from","to"],"properties":{"days":{"type":"array","items":{"enum":["mon","tue","wed","thu","fri","sat","sun"],"description":"A day of the week."},"description":"Days on which the window opens. Every day, unless given.","minItems":1,"examples":[["sat","sun"]]},"from":{"type":"string","pattern":"^(?:(?:[01]\\d|2[0-3]):[0-5]\\d|24:00)$","patternErrorMessage":"write a time of the day in quotes: \"22:00\"","description":"When it opens, on the clocks of the time zone.","examples":["22:00"]},"to":{"type":"string","pattern":"^(?:(?:[01]\\d|2[0-3]):[0-5]\\d|24:00)$","patternErrorMessage":"write a time of the day in quotes: \"22:00\"","description":"When it closes; on the following day where that is not after `from`.","examples":["04:00"]},"timeZone":{"type":"string","pattern":"\\S","patternErrorMessage":"write some text","description":"A time zone by its IANA name; summer time is followed.","default":"UTC","examples":["Europe/Berlin"]},"overrun":{"enum":["finish","avoid"],"description":"`finish`: what has started is finished after the window. `avoid`: nothing starts whose timeout ends after the window.","default":"finish","examples":["avoid"]}},"additionalProperties":false,"description":"A time in which destructive operations may start.","examples":[{"days":["sat","sun"],"from":"22:00","to":"04:00","timeZone":"Europe/Berlin"}]},"description":"Maintenance windows: destructive operations start only inside one of them. Without any, at every moment.","examples":[[{"days":["sat","sun"],"from":"22:00","to":"04:00","timeZone":"Europe/Berlin"}]]},"timeouts":{"type":"object","properties":{"commissioning":{"type":"string","pattern":"^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$","patternErrorMessage":"write a number and a unit (ms, s, m, h, d): 90s, 30m, 2h","description":"From its start to giving a commissioning up.","default":"30m","examples":["30m"]},"deploying":{"type":"string","pattern":"^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$","patternErrorMessage":"write a number and a unit (ms, s, m, h, d): 90s, 30m, 2h","description":"From its start to giving a deployment up.","default":"60m","examples":["60m"]},"releasing":{"type":"string","pattern":"^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$","patternErrorMessage":"write a number and a unit (ms, s, m, h, d): 90s, 30m, 2h","description":"From its start to giving a release up.","default":"5m","examples":["5m"]},"erasing":{"type":"string","pattern":"^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$","patternErrorMessage":"write a number and a unit (ms, s, m, h, d): 90s, 30m, 2h","description":"How long a machine that is to be erased, or is being erased, may be silent before that is given up.","default":"30m","examples":["30m"]},"settle":{"type":"string","pattern":"^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$","patternErrorMessage":"write a number and a unit (ms, s, m, h, d): 90s, 30m, 2h","description":"After asking a BMC for a change, before its answers are believed.","default":"60s","examples":["60s"]},"silence":{"type":"string","pattern":"^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$","patternErrorMessage":"write a number and a unit (ms, s, m, h, d): 90s, 30m, 2h","description":"A machine that is on and from which neither netboot nor metadata was heard for so long is powered once more.","default":"10m","examples":["10m"]}},"additionalProperties":false,"description":"How long to wait.","examples":[{"deploying":"90m"}]},"maxAttempts":{"type":"integer","minimum":1,"maximum":100,"description":"How often a commissioning or an installation is started before it is held.","default":3,"examples":[3]},"keepVersions":{"type":"integer","minimum":1,"maximum":100,"description":"Newest versions of an image to keep, besides those in use.","default":2,"examples":[2]},"commissioning":{"type":"object","properties":{"os":{"type":"string","pattern":"^[a-z][a-z0-9-]*$","patternErrorMessage":"write an operating system in lower case: ubuntu","description":"Operating system, as the boot source names it.","default":"ubuntu","examples":["ubuntu"]},"release":{"type":"string","pattern":"^[a-z0-9][a-z0-9.-]*$","patternErrorMessage":"write a release in lower case: noble","description":"Release of the ephemeral environment; the newest LTS.","examples":["noble"]},"kernel":{"type":"string","pattern":"^[a-z0-9][a-z0-9.-]*$","patternErrorMessage":"write ga, hwe, or an exact name such as ga-24.04","description":"Kernel of the ephemeral environment.","default":"ga","examples":["ga","hwe","ga-24.04"]},"architecture":{"enum":["amd64","arm64","armhf","i386","ppc64el","s390x"],"description":"For unknown machines; a declared one uses its own.","default":"amd64","examples":["amd64"]}},"additionalProperties":false,"description":"The image that machines are enlisted and commissioned with.","examples":[{"release":"noble","kernel":"hwe"}]},"provisioningAddress":{"type":"string","pattern":"^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}$","patternErrorMessage":"write an IPv4 address, without leading zeros: 10.0.0.1","description":"Where machines reach this controller when it has no address of its own in their subnet (behind a relay).","examples":["192.0.2.1"]},"protectSelf":{"type":"array","items":{"type":"string","pattern":"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$","patternErrorMessage":"write lower-case letters, digits and dashes, 63 at most, with a letter or digit at both ends","description":"Name of a Machine.","examples":["controller-1"]},"description":"Machines that the controller depends on (its own host, the git server, the router): never powered, never installed. It finds its own host by itself where that is declared.","examples":[["controller-1","git"]]},"dns":{"type":"array","items":{"type":"string","pattern":"^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}$","patternErrorMessage":"write an IPv4 address, without leading zeros: 10.0.0.1","description":"Address of a name server."},"description":"Name servers for machines in subnets that name none.","examples":[["192.0.2.53"]]},"ntp":{"type":"array","items":{"type":"string","pattern":"^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$","patternErrorMessage":"write a host name or an IPv4 address, without a scheme","description":"Name or address of a time server."},"description":"Time servers for machines in subnets that name none.","examples":[["ntp.ubuntu.com"]]},"syslog":{"type":"string","pattern":"^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\\d{1,5})?$","patternErrorMessage":"write a host, with or without a port: log.example.com:514","description":"Where machines send their logs.","examples":["log.example.com:514"]},"apt":{"type":"object","properties":{"proxy":{"type":"string","pattern":"^https?://[^\\s/]+(?:/\\S*)?$","patternErrorMessage":"write a URL that begins with http:// or https://","description":"HTTP proxy for apt on machines.","examples":["http://192.0.2.1:8000"]},"mirror":{"type":"string","pattern":"^https?://[^\\s/]+(?:/\\S*)?$","patternErrorMessage":"write a URL that begins with http:// or https://","description":"Archive mirror for machines; Ubuntu's own where this is not given.","examples":["http://archive.example.com/ubuntu"]},"sourcesList":{"type":"string","pattern":"\\S","patternErrorMessage":"write some text","description":"The whole apt sources list, for closed networks; wins over `mirror`.","examples":["deb http://archive.example.com/ubuntu noble main"]}},"additionalProperties":false,"description":"Where machines get packages from.","examples":[{"proxy":"http://192.0.2.1:8000"}]},"curtin":{"type":"object","required":["delivery"],"properties":{"delivery":{"enum":["apt","archive"],"description":"How the installer reaches a machine: `apt` installs it from the archive, `archive` serves a packed one.","examples":["archive"]},"file":{"type":"string","pattern":"\\S","patternErrorMessage":"write some text","description":"With `archive`: the packed curtin. A path from the inventory's root, in the same revision: not absolute, no \"..\", no symbolic link.","examples":["curtin/curtin.tar.xz"]},"sha256":{"type":"string","pattern":"^[0-9a-f]{64}$","patternErrorMessage":"write 64 lower-case hexadecimal digits, as `sha256sum` prints them","description":"With `archive`: that file's SHA-256, checked when the inventory is read.","examples":["0000000000000000000000000000000000000000000000000000000000000000"]}},"additionalProperties":false,"description":"The installer, which is in the archive of Ubuntu and not in the images.","default":{"delivery":"apt"},"examples":[{"delivery":"apt"}]},"kernelOptions":{"type":"array","items":{"type":"string","pattern":"^\\S+$","patternErrorMessage":"write one option without spaces","description":"One kernel option."},"description":"Kernel options for every ephemeral environment.","examples":[["console=ttyS1,115200n8"]]},"apply":{"enum":["auto","saved-plans"],"description":"What the daemon does by itself: `auto` everything that the plan says; `saved-plans` nothing that installs over or gives up what is installed, until a plan that says so is applied with `reconcile apply`.","default":"auto","examples":["saved-plans"]},"plans":{"type":"object","properties":{"signers":{"type":"array","items":{"type":"string","pattern":"^\\S+ (?:\\S+ )?(?:ssh|ecdsa|sk)-\\S+ [A-Za-z0-9+/=]+","patternErrorMessage":"write a line of ssh-keygen’s ALLOWED SIGNERS: who, kind and key","description":"Who, and the public key."},"description":"SSH keys that may sign saved plans, as ssh-keygen(1) says under ALLOWED SIGNERS.","examples":[["ann@example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJq0x7mVZ3yZr0p1p2mVZ3yZr0p1p2mVZ3yZr0p1p2mV"]]},"keyring":{"type":"string","pattern":"\\S","patternErrorMessage":"write some text","description":"OpenPGP public keys, armoured or binary, each of which may sign saved plans. A path from the inventory's root, in the same revision: not absolute, no \"..\", no symbolic link.","examples":["keys/operators.asc"]}},"additionalProperties":false,"description":"Who may sign saved plans. Where it is given, `reconcile apply` takes only plans that one of them signed.","examples":[{"keyring":"keys/operators.asc"}]},"snapshots":{"type":"object","required":["key"],"properties":{"key":{"type":"string","pattern":"^MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=$","patternErrorMessage":"write the key that `reconcile state init` printed","description":"The public key that snapshots are signed with. Its private half is made by `reconcile state init`, and stays with the controller.","examples":["MCowBQYDK2VwAyEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]},"folder":{"type":"string","pattern":"^/","patternErrorMessage":"write an absolute path on the host of the controller","description":"A folder on the host of the controller, outside its data directory, where `snapshot.json` is kept up to date.","examples":["/srv/rackwright/fra1"]},"branch":{"type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9._/-]*$","patternErrorMessage":"write the name of a branch, such as snapshots","description":"A branch of the repository that the inventory is in, where `snapshot.json` is kept up to date: always one commit, which replaces the one before. Not the branch of the inventory.","examples":["snapshots"]},"maxAge":{"type":"string","pattern":"^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$","patternErrorMessage":"write a number and a unit (ms, s, m, h, d): 90s, 30m, 2h","description":"In a plan from a snapshot that is older than this, whatever destroys data is marked.","default":"1h","examples":["1h"]}},"additionalProperties":false,"description":"What was observed, signed, for reviews that have no way to the site: served at `/snapshot.json`, and published after changes.","examples":[{"key":"MCowBQYDK2VwAyEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","branch":"snapshots"}]}},"additionalProperties":false,"description":"Policy of the site: at most one document of this kind.","$id":"Site"};
const func1 = Object.prototype.hasOwnProperty;
const pattern4 = new RegExp("^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$", "u");
const pattern5 = new RegExp("^[A-Za-z0-9-]{6,64}$", "u");
const pattern6 = new RegExp("^\\S+$", "u");
const pattern7 = new RegExp("^(?:[1-9]\\d?|100)%$", "u");
const pattern8 = new RegExp("^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$", "u");
const pattern9 = new RegExp("^(?:(?:[01]\\d|2[0-3]):[0-5]\\d|24:00)$", "u");
const pattern11 = new RegExp("\\S", "u");
const pattern18 = new RegExp("^[a-z][a-z0-9-]*$", "u");
const pattern19 = new RegExp("^[a-z0-9][a-z0-9.-]*$", "u");
const pattern21 = new RegExp("^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}$", "u");
const pattern24 = new RegExp("^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$", "u");
const pattern25 = new RegExp("^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\\d{1,5})?$", "u");
const pattern26 = new RegExp("^https?://[^\\s/]+(?:/\\S*)?$", "u");
const pattern30 = new RegExp("^[0-9a-f]{64}$", "u");
const pattern32 = new RegExp("^\\S+ (?:\\S+ )?(?:ssh|ecdsa|sk)-\\S+ [A-Za-z0-9+/=]+", "u");
const pattern34 = new RegExp("^MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=$", "u");
const pattern35 = new RegExp("^/", "u");
const pattern36 = new RegExp("^[A-Za-z0-9][A-Za-z0-9._/-]*$", "u");

function validate20(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="Site" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate20.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.kind === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "kind"},message:"must have required property '"+"kind"+"'",schema:schema31.required,parentSchema:schema31,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.name === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema31.required,parentSchema:schema31,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!(func1.call(schema31.properties, key0))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema31,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.kind !== undefined){
let data0 = data.kind;
if(typeof data0 !== "string"){
const err3 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.kind.type,parentSchema:schema31.properties.kind,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
if("Site" !== data0){
const err4 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "Site"},message:"must be equal to constant",schema:"Site",parentSchema:schema31.properties.kind,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.name !== undefined){
let data1 = data.name;
if(typeof data1 === "string"){
if(!pattern4.test(data1)){
const err5 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"},message:"must match pattern \""+"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"+"\"",schema:"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$",parentSchema:schema31.properties.name,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
else {
const err6 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.name.type,parentSchema:schema31.properties.name,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.stateId !== undefined){
let data2 = data.stateId;
if(typeof data2 === "string"){
if(!pattern5.test(data2)){
const err7 = {instancePath:instancePath+"/stateId",schemaPath:"#/properties/stateId/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9-]{6,64}$"},message:"must match pattern \""+"^[A-Za-z0-9-]{6,64}$"+"\"",schema:"^[A-Za-z0-9-]{6,64}$",parentSchema:schema31.properties.stateId,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
else {
const err8 = {instancePath:instancePath+"/stateId",schemaPath:"#/properties/stateId/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.stateId.type,parentSchema:schema31.properties.stateId,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.limits !== undefined){
let data3 = data.limits;
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
for(const key1 in data3){
if(!(func1.call(schema31.properties.limits.properties, key1))){
const err9 = {instancePath:instancePath+"/limits",schemaPath:"#/properties/limits/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema31.properties.limits,data:data3};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data3.commissioning !== undefined){
let data4 = data3.commissioning;
if(!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))){
const err10 = {instancePath:instancePath+"/limits/commissioning",schemaPath:"#/properties/limits/properties/commissioning/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema31.properties.limits.properties.commissioning.type,parentSchema:schema31.properties.limits.properties.commissioning,data:data4};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
if((typeof data4 == "number") && (isFinite(data4))){
if(data4 > 10000 || isNaN(data4)){
const err11 = {instancePath:instancePath+"/limits/commissioning",schemaPath:"#/properties/limits/properties/commissioning/maximum",keyword:"maximum",params:{comparison: "<=", limit: 10000},message:"must be <= 10000",schema:10000,parentSchema:schema31.properties.limits.properties.commissioning,data:data4};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
if(data4 < 1 || isNaN(data4)){
const err12 = {instancePath:instancePath+"/limits/commissioning",schemaPath:"#/properties/limits/properties/commissioning/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema31.properties.limits.properties.commissioning,data:data4};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
}
if(data3.deploying !== undefined){
let data5 = data3.deploying;
if(!(((typeof data5 == "number") && (!(data5 % 1) && !isNaN(data5))) && (isFinite(data5)))){
const err13 = {instancePath:instancePath+"/limits/deploying",schemaPath:"#/properties/limits/properties/deploying/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema31.properties.limits.properties.deploying.type,parentSchema:schema31.properties.limits.properties.deploying,data:data5};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
if((typeof data5 == "number") && (isFinite(data5))){
if(data5 > 10000 || isNaN(data5)){
const err14 = {instancePath:instancePath+"/limits/deploying",schemaPath:"#/properties/limits/properties/deploying/maximum",keyword:"maximum",params:{comparison: "<=", limit: 10000},message:"must be <= 10000",schema:10000,parentSchema:schema31.properties.limits.properties.deploying,data:data5};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
if(data5 < 1 || isNaN(data5)){
const err15 = {instancePath:instancePath+"/limits/deploying",schemaPath:"#/properties/limits/properties/deploying/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema31.properties.limits.properties.deploying,data:data5};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
}
if(data3.maxShrinkPercent !== undefined){
let data6 = data3.maxShrinkPercent;
if(!(((typeof data6 == "number") && (!(data6 % 1) && !isNaN(data6))) && (isFinite(data6)))){
const err16 = {instancePath:instancePath+"/limits/maxShrinkPercent",schemaPath:"#/properties/limits/properties/maxShrinkPercent/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema31.properties.limits.properties.maxShrinkPercent.type,parentSchema:schema31.properties.limits.properties.maxShrinkPercent,data:data6};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
if((typeof data6 == "number") && (isFinite(data6))){
if(data6 > 100 || isNaN(data6)){
const err17 = {instancePath:instancePath+"/limits/maxShrinkPercent",schemaPath:"#/properties/limits/properties/maxShrinkPercent/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100},message:"must be <= 100",schema:100,parentSchema:schema31.properties.limits.properties.maxShrinkPercent,data:data6};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
if(data6 < 0 || isNaN(data6)){
const err18 = {instancePath:instancePath+"/limits/maxShrinkPercent",schemaPath:"#/properties/limits/properties/maxShrinkPercent/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema31.properties.limits.properties.maxShrinkPercent,data:data6};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
if(data3.perHour !== undefined){
let data7 = data3.perHour;
if(!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))){
const err19 = {instancePath:instancePath+"/limits/perHour",schemaPath:"#/properties/limits/properties/perHour/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema31.properties.limits.properties.perHour.type,parentSchema:schema31.properties.limits.properties.perHour,data:data7};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
if((typeof data7 == "number") && (isFinite(data7))){
if(data7 > 100000 || isNaN(data7)){
const err20 = {instancePath:instancePath+"/limits/perHour",schemaPath:"#/properties/limits/properties/perHour/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100000},message:"must be <= 100000",schema:100000,parentSchema:schema31.properties.limits.properties.perHour,data:data7};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
if(data7 < 1 || isNaN(data7)){
const err21 = {instancePath:instancePath+"/limits/perHour",schemaPath:"#/properties/limits/properties/perHour/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema31.properties.limits.properties.perHour,data:data7};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
}
if(data3.perDay !== undefined){
let data8 = data3.perDay;
if(!(((typeof data8 == "number") && (!(data8 % 1) && !isNaN(data8))) && (isFinite(data8)))){
const err22 = {instancePath:instancePath+"/limits/perDay",schemaPath:"#/properties/limits/properties/perDay/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema31.properties.limits.properties.perDay.type,parentSchema:schema31.properties.limits.properties.perDay,data:data8};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
if((typeof data8 == "number") && (isFinite(data8))){
if(data8 > 100000 || isNaN(data8)){
const err23 = {instancePath:instancePath+"/limits/perDay",schemaPath:"#/properties/limits/properties/perDay/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100000},message:"must be <= 100000",schema:100000,parentSchema:schema31.properties.limits.properties.perDay,data:data8};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
if(data8 < 1 || isNaN(data8)){
const err24 = {instancePath:instancePath+"/limits/perDay",schemaPath:"#/properties/limits/properties/perDay/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema31.properties.limits.properties.perDay,data:data8};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
}
if(data3.percent !== undefined){
let data9 = data3.percent;
if(!(((typeof data9 == "number") && (!(data9 % 1) && !isNaN(data9))) && (isFinite(data9)))){
const err25 = {instancePath:instancePath+"/limits/percent",schemaPath:"#/properties/limits/properties/percent/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema31.properties.limits.properties.percent.type,parentSchema:schema31.properties.limits.properties.percent,data:data9};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
if((typeof data9 == "number") && (isFinite(data9))){
if(data9 > 100 || isNaN(data9)){
const err26 = {instancePath:instancePath+"/limits/percent",schemaPath:"#/properties/limits/properties/percent/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100},message:"must be <= 100",schema:100,parentSchema:schema31.properties.limits.properties.percent,data:data9};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
if(data9 < 1 || isNaN(data9)){
const err27 = {instancePath:instancePath+"/limits/percent",schemaPath:"#/properties/limits/properties/percent/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema31.properties.limits.properties.percent,data:data9};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
}
if(data3.failureDomain !== undefined){
let data10 = data3.failureDomain;
if(data10 && typeof data10 == "object" && !Array.isArray(data10)){
if(data10.label === undefined){
const err28 = {instancePath:instancePath+"/limits/failureDomain",schemaPath:"#/properties/limits/properties/failureDomain/required",keyword:"required",params:{missingProperty: "label"},message:"must have required property '"+"label"+"'",schema:schema31.properties.limits.properties.failureDomain.required,parentSchema:schema31.properties.limits.properties.failureDomain,data:data10};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
for(const key2 in data10){
if(!((key2 === "label") || (key2 === "atOnce"))){
const err29 = {instancePath:instancePath+"/limits/failureDomain",schemaPath:"#/properties/limits/properties/failureDomain/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},message:"must NOT have additional properties",schema:false,parentSchema:schema31.properties.limits.properties.failureDomain,data:data10};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
if(data10.label !== undefined){
let data11 = data10.label;
if(typeof data11 === "string"){
if(!pattern6.test(data11)){
const err30 = {instancePath:instancePath+"/limits/failureDomain/label",schemaPath:"#/properties/limits/properties/failureDomain/properties/label/pattern",keyword:"pattern",params:{pattern: "^\\S+$"},message:"must match pattern \""+"^\\S+$"+"\"",schema:"^\\S+$",parentSchema:schema31.properties.limits.properties.failureDomain.properties.label,data:data11};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
else {
const err31 = {instancePath:instancePath+"/limits/failureDomain/label",schemaPath:"#/properties/limits/properties/failureDomain/properties/label/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.limits.properties.failureDomain.properties.label.type,parentSchema:schema31.properties.limits.properties.failureDomain.properties.label,data:data11};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
if(data10.atOnce !== undefined){
let data12 = data10.atOnce;
if(!(((typeof data12 == "number") && (!(data12 % 1) && !isNaN(data12))) && (isFinite(data12)))){
const err32 = {instancePath:instancePath+"/limits/failureDomain/atOnce",schemaPath:"#/properties/limits/properties/failureDomain/properties/atOnce/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema31.properties.limits.properties.failureDomain.properties.atOnce.type,parentSchema:schema31.properties.limits.properties.failureDomain.properties.atOnce,data:data12};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
if((typeof data12 == "number") && (isFinite(data12))){
if(data12 > 10000 || isNaN(data12)){
const err33 = {instancePath:instancePath+"/limits/failureDomain/atOnce",schemaPath:"#/properties/limits/properties/failureDomain/properties/atOnce/maximum",keyword:"maximum",params:{comparison: "<=", limit: 10000},message:"must be <= 10000",schema:10000,parentSchema:schema31.properties.limits.properties.failureDomain.properties.atOnce,data:data12};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
if(data12 < 1 || isNaN(data12)){
const err34 = {instancePath:instancePath+"/limits/failureDomain/atOnce",schemaPath:"#/properties/limits/properties/failureDomain/properties/atOnce/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema31.properties.limits.properties.failureDomain.properties.atOnce,data:data12};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
}
}
else {
const err35 = {instancePath:instancePath+"/limits/failureDomain",schemaPath:"#/properties/limits/properties/failureDomain/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31.properties.limits.properties.failureDomain.type,parentSchema:schema31.properties.limits.properties.failureDomain,data:data10};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
if(data3.waves !== undefined){
let data13 = data3.waves;
if(data13 && typeof data13 == "object" && !Array.isArray(data13)){
for(const key3 in data13){
if(!(((key3 === "canary") || (key3 === "size")) || (key3 === "bake"))){
const err36 = {instancePath:instancePath+"/limits/waves",schemaPath:"#/properties/limits/properties/waves/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3},message:"must NOT have additional properties",schema:false,parentSchema:schema31.properties.limits.properties.waves,data:data13};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
if(data13.canary !== undefined){
let data14 = data13.canary;
if(!(((typeof data14 == "number") && (!(data14 % 1) && !isNaN(data14))) && (isFinite(data14)))){
const err37 = {instancePath:instancePath+"/limits/waves/canary",schemaPath:"#/properties/limits/properties/waves/properties/canary/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema31.properties.limits.properties.waves.properties.canary.type,parentSchema:schema31.properties.limits.properties.waves.properties.canary,data:data14};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
if((typeof data14 == "number") && (isFinite(data14))){
if(data14 > 10000 || isNaN(data14)){
const err38 = {instancePath:instancePath+"/limits/waves/canary",schemaPath:"#/properties/limits/properties/waves/properties/canary/maximum",keyword:"maximum",params:{comparison: "<=", limit: 10000},message:"must be <= 10000",schema:10000,parentSchema:schema31.properties.limits.properties.waves.properties.canary,data:data14};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
if(data14 < 1 || isNaN(data14)){
const err39 = {instancePath:instancePath+"/limits/waves/canary",schemaPath:"#/properties/limits/properties/waves/properties/canary/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema31.properties.limits.properties.waves.properties.canary,data:data14};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
}
if(data13.size !== undefined){
let data15 = data13.size;
if((!(((typeof data15 == "number") && (!(data15 % 1) && !isNaN(data15))) && (isFinite(data15)))) && (typeof data15 !== "string")){
const err40 = {instancePath:instancePath+"/limits/waves/size",schemaPath:"#/properties/limits/properties/waves/properties/size/type",keyword:"type",params:{type: schema31.properties.limits.properties.waves.properties.size.type},message:"must be integer,string",schema:schema31.properties.limits.properties.waves.properties.size.type,parentSchema:schema31.properties.limits.properties.waves.properties.size,data:data15};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
if((typeof data15 == "number") && (isFinite(data15))){
if(data15 > 10000 || isNaN(data15)){
const err41 = {instancePath:instancePath+"/limits/waves/size",schemaPath:"#/properties/limits/properties/waves/properties/size/maximum",keyword:"maximum",params:{comparison: "<=", limit: 10000},message:"must be <= 10000",schema:10000,parentSchema:schema31.properties.limits.properties.waves.properties.size,data:data15};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
if(data15 < 1 || isNaN(data15)){
const err42 = {instancePath:instancePath+"/limits/waves/size",schemaPath:"#/properties/limits/properties/waves/properties/size/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema31.properties.limits.properties.waves.properties.size,data:data15};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
if(typeof data15 === "string"){
if(!pattern7.test(data15)){
const err43 = {instancePath:instancePath+"/limits/waves/size",schemaPath:"#/properties/limits/properties/waves/properties/size/pattern",keyword:"pattern",params:{pattern: "^(?:[1-9]\\d?|100)%$"},message:"must match pattern \""+"^(?:[1-9]\\d?|100)%$"+"\"",schema:"^(?:[1-9]\\d?|100)%$",parentSchema:schema31.properties.limits.properties.waves.properties.size,data:data15};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
}
}
if(data13.bake !== undefined){
let data16 = data13.bake;
if(typeof data16 === "string"){
if(!pattern8.test(data16)){
const err44 = {instancePath:instancePath+"/limits/waves/bake",schemaPath:"#/properties/limits/properties/waves/properties/bake/pattern",keyword:"pattern",params:{pattern: "^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$"},message:"must match pattern \""+"^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$"+"\"",schema:"^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$",parentSchema:schema31.properties.limits.properties.waves.properties.bake,data:data16};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
else {
const err45 = {instancePath:instancePath+"/limits/waves/bake",schemaPath:"#/properties/limits/properties/waves/properties/bake/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.limits.properties.waves.properties.bake.type,parentSchema:schema31.properties.limits.properties.waves.properties.bake,data:data16};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
}
}
else {
const err46 = {instancePath:instancePath+"/limits/waves",schemaPath:"#/properties/limits/properties/waves/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31.properties.limits.properties.waves.type,parentSchema:schema31.properties.limits.properties.waves,data:data13};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
if(data3.haltAfterFailures !== undefined){
let data17 = data3.haltAfterFailures;
if(!(((typeof data17 == "number") && (!(data17 % 1) && !isNaN(data17))) && (isFinite(data17)))){
const err47 = {instancePath:instancePath+"/limits/haltAfterFailures",schemaPath:"#/properties/limits/properties/haltAfterFailures/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema31.properties.limits.properties.haltAfterFailures.type,parentSchema:schema31.properties.limits.properties.haltAfterFailures,data:data17};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
if((typeof data17 == "number") && (isFinite(data17))){
if(data17 > 10000 || isNaN(data17)){
const err48 = {instancePath:instancePath+"/limits/haltAfterFailures",schemaPath:"#/properties/limits/properties/haltAfterFailures/maximum",keyword:"maximum",params:{comparison: "<=", limit: 10000},message:"must be <= 10000",schema:10000,parentSchema:schema31.properties.limits.properties.haltAfterFailures,data:data17};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
if(data17 < 1 || isNaN(data17)){
const err49 = {instancePath:instancePath+"/limits/haltAfterFailures",schemaPath:"#/properties/limits/properties/haltAfterFailures/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema31.properties.limits.properties.haltAfterFailures,data:data17};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
}
}
else {
const err50 = {instancePath:instancePath+"/limits",schemaPath:"#/properties/limits/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31.properties.limits.type,parentSchema:schema31.properties.limits,data:data3};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
if(data.windows !== undefined){
let data18 = data.windows;
if(Array.isArray(data18)){
const len0 = data18.length;
for(let i0=0; i0<len0; i0++){
let data19 = data18[i0];
if(data19 && typeof data19 == "object" && !Array.isArray(data19)){
if(data19.from === undefined){
const err51 = {instancePath:instancePath+"/windows/" + i0,schemaPath:"#/properties/windows/items/required",keyword:"required",params:{missingProperty: "from"},message:"must have required property '"+"from"+"'",schema:schema31.properties.windows.items.required,parentSchema:schema31.properties.windows.items,data:data19};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
if(data19.to === undefined){
const err52 = {instancePath:instancePath+"/windows/" + i0,schemaPath:"#/properties/windows/items/required",keyword:"required",params:{missingProperty: "to"},message:"must have required property '"+"to"+"'",schema:schema31.properties.windows.items.required,parentSchema:schema31.properties.windows.items,data:data19};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
for(const key4 in data19){
if(!(((((key4 === "days") || (key4 === "from")) || (key4 === "to")) || (key4 === "timeZone")) || (key4 === "overrun"))){
const err53 = {instancePath:instancePath+"/windows/" + i0,schemaPath:"#/properties/windows/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4},message:"must NOT have additional properties",schema:false,parentSchema:schema31.properties.windows.items,data:data19};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
}
if(data19.days !== undefined){
let data20 = data19.days;
if(Array.isArray(data20)){
if(data20.length < 1){
const err54 = {instancePath:instancePath+"/windows/" + i0+"/days",schemaPath:"#/properties/windows/items/properties/days/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema31.properties.windows.items.properties.days,data:data20};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
const len1 = data20.length;
for(let i1=0; i1<len1; i1++){
let data21 = data20[i1];
if(!(((((((data21 === "mon") || (data21 === "tue")) || (data21 === "wed")) || (data21 === "thu")) || (data21 === "fri")) || (data21 === "sat")) || (data21 === "sun"))){
const err55 = {instancePath:instancePath+"/windows/" + i0+"/days/" + i1,schemaPath:"#/properties/windows/items/properties/days/items/enum",keyword:"enum",params:{allowedValues: schema31.properties.windows.items.properties.days.items.enum},message:"must be equal to one of the allowed values",schema:schema31.properties.windows.items.properties.days.items.enum,parentSchema:schema31.properties.windows.items.properties.days.items,data:data21};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
}
}
else {
const err56 = {instancePath:instancePath+"/windows/" + i0+"/days",schemaPath:"#/properties/windows/items/properties/days/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema31.properties.windows.items.properties.days.type,parentSchema:schema31.properties.windows.items.properties.days,data:data20};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
}
if(data19.from !== undefined){
let data22 = data19.from;
if(typeof data22 === "string"){
if(!pattern9.test(data22)){
const err57 = {instancePath:instancePath+"/windows/" + i0+"/from",schemaPath:"#/properties/windows/items/properties/from/pattern",keyword:"pattern",params:{pattern: "^(?:(?:[01]\\d|2[0-3]):[0-5]\\d|24:00)$"},message:"must match pattern \""+"^(?:(?:[01]\\d|2[0-3]):[0-5]\\d|24:00)$"+"\"",schema:"^(?:(?:[01]\\d|2[0-3]):[0-5]\\d|24:00)$",parentSchema:schema31.properties.windows.items.properties.from,data:data22};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
}
else {
const err58 = {instancePath:instancePath+"/windows/" + i0+"/from",schemaPath:"#/properties/windows/items/properties/from/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.windows.items.properties.from.type,parentSchema:schema31.properties.windows.items.properties.from,data:data22};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
}
if(data19.to !== undefined){
let data23 = data19.to;
if(typeof data23 === "string"){
if(!pattern9.test(data23)){
const err59 = {instancePath:instancePath+"/windows/" + i0+"/to",schemaPath:"#/properties/windows/items/properties/to/pattern",keyword:"pattern",params:{pattern: "^(?:(?:[01]\\d|2[0-3]):[0-5]\\d|24:00)$"},message:"must match pattern \""+"^(?:(?:[01]\\d|2[0-3]):[0-5]\\d|24:00)$"+"\"",schema:"^(?:(?:[01]\\d|2[0-3]):[0-5]\\d|24:00)$",parentSchema:schema31.properties.windows.items.properties.to,data:data23};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
}
}
else {
const err60 = {instancePath:instancePath+"/windows/" + i0+"/to",schemaPath:"#/properties/windows/items/properties/to/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.windows.items.properties.to.type,parentSchema:schema31.properties.windows.items.properties.to,data:data23};
if(vErrors === null){
vErrors = [err60];
}
else {
vErrors.push(err60);
}
errors++;
}
}
if(data19.timeZone !== undefined){
let data24 = data19.timeZone;
if(typeof data24 === "string"){
if(!pattern11.test(data24)){
const err61 = {instancePath:instancePath+"/windows/" + i0+"/timeZone",schemaPath:"#/properties/windows/items/properties/timeZone/pattern",keyword:"pattern",params:{pattern: "\\S"},message:"must match pattern \""+"\\S"+"\"",schema:"\\S",parentSchema:schema31.properties.windows.items.properties.timeZone,data:data24};
if(vErrors === null){
vErrors = [err61];
}
else {
vErrors.push(err61);
}
errors++;
}
}
else {
const err62 = {instancePath:instancePath+"/windows/" + i0+"/timeZone",schemaPath:"#/properties/windows/items/properties/timeZone/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.windows.items.properties.timeZone.type,parentSchema:schema31.properties.windows.items.properties.timeZone,data:data24};
if(vErrors === null){
vErrors = [err62];
}
else {
vErrors.push(err62);
}
errors++;
}
}
if(data19.overrun !== undefined){
let data25 = data19.overrun;
if(!((data25 === "finish") || (data25 === "avoid"))){
const err63 = {instancePath:instancePath+"/windows/" + i0+"/overrun",schemaPath:"#/properties/windows/items/properties/overrun/enum",keyword:"enum",params:{allowedValues: schema31.properties.windows.items.properties.overrun.enum},message:"must be equal to one of the allowed values",schema:schema31.properties.windows.items.properties.overrun.enum,parentSchema:schema31.properties.windows.items.properties.overrun,data:data25};
if(vErrors === null){
vErrors = [err63];
}
else {
vErrors.push(err63);
}
errors++;
}
}
}
else {
const err64 = {instancePath:instancePath+"/windows/" + i0,schemaPath:"#/properties/windows/items/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31.properties.windows.items.type,parentSchema:schema31.properties.windows.items,data:data19};
if(vErrors === null){
vErrors = [err64];
}
else {
vErrors.push(err64);
}
errors++;
}
}
}
else {
const err65 = {instancePath:instancePath+"/windows",schemaPath:"#/properties/windows/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema31.properties.windows.type,parentSchema:schema31.properties.windows,data:data18};
if(vErrors === null){
vErrors = [err65];
}
else {
vErrors.push(err65);
}
errors++;
}
}
if(data.timeouts !== undefined){
let data26 = data.timeouts;
if(data26 && typeof data26 == "object" && !Array.isArray(data26)){
for(const key5 in data26){
if(!((((((key5 === "commissioning") || (key5 === "deploying")) || (key5 === "releasing")) || (key5 === "erasing")) || (key5 === "settle")) || (key5 === "silence"))){
const err66 = {instancePath:instancePath+"/timeouts",schemaPath:"#/properties/timeouts/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key5},message:"must NOT have additional properties",schema:false,parentSchema:schema31.properties.timeouts,data:data26};
if(vErrors === null){
vErrors = [err66];
}
else {
vErrors.push(err66);
}
errors++;
}
}
if(data26.commissioning !== undefined){
let data27 = data26.commissioning;
if(typeof data27 === "string"){
if(!pattern8.test(data27)){
const err67 = {instancePath:instancePath+"/timeouts/commissioning",schemaPath:"#/properties/timeouts/properties/commissioning/pattern",keyword:"pattern",params:{pattern: "^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$"},message:"must match pattern \""+"^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$"+"\"",schema:"^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$",parentSchema:schema31.properties.timeouts.properties.commissioning,data:data27};
if(vErrors === null){
vErrors = [err67];
}
else {
vErrors.push(err67);
}
errors++;
}
}
else {
const err68 = {instancePath:instancePath+"/timeouts/commissioning",schemaPath:"#/properties/timeouts/properties/commissioning/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.timeouts.properties.commissioning.type,parentSchema:schema31.properties.timeouts.properties.commissioning,data:data27};
if(vErrors === null){
vErrors = [err68];
}
else {
vErrors.push(err68);
}
errors++;
}
}
if(data26.deploying !== undefined){
let data28 = data26.deploying;
if(typeof data28 === "string"){
if(!pattern8.test(data28)){
const err69 = {instancePath:instancePath+"/timeouts/deploying",schemaPath:"#/properties/timeouts/properties/deploying/pattern",keyword:"pattern",params:{pattern: "^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$"},message:"must match pattern \""+"^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$"+"\"",schema:"^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$",parentSchema:schema31.properties.timeouts.properties.deploying,data:data28};
if(vErrors === null){
vErrors = [err69];
}
else {
vErrors.push(err69);
}
errors++;
}
}
else {
const err70 = {instancePath:instancePath+"/timeouts/deploying",schemaPath:"#/properties/timeouts/properties/deploying/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.timeouts.properties.deploying.type,parentSchema:schema31.properties.timeouts.properties.deploying,data:data28};
if(vErrors === null){
vErrors = [err70];
}
else {
vErrors.push(err70);
}
errors++;
}
}
if(data26.releasing !== undefined){
let data29 = data26.releasing;
if(typeof data29 === "string"){
if(!pattern8.test(data29)){
const err71 = {instancePath:instancePath+"/timeouts/releasing",schemaPath:"#/properties/timeouts/properties/releasing/pattern",keyword:"pattern",params:{pattern: "^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$"},message:"must match pattern \""+"^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$"+"\"",schema:"^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$",parentSchema:schema31.properties.timeouts.properties.releasing,data:data29};
if(vErrors === null){
vErrors = [err71];
}
else {
vErrors.push(err71);
}
errors++;
}
}
else {
const err72 = {instancePath:instancePath+"/timeouts/releasing",schemaPath:"#/properties/timeouts/properties/releasing/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.timeouts.properties.releasing.type,parentSchema:schema31.properties.timeouts.properties.releasing,data:data29};
if(vErrors === null){
vErrors = [err72];
}
else {
vErrors.push(err72);
}
errors++;
}
}
if(data26.erasing !== undefined){
let data30 = data26.erasing;
if(typeof data30 === "string"){
if(!pattern8.test(data30)){
const err73 = {instancePath:instancePath+"/timeouts/erasing",schemaPath:"#/properties/timeouts/properties/erasing/pattern",keyword:"pattern",params:{pattern: "^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$"},message:"must match pattern \""+"^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$"+"\"",schema:"^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$",parentSchema:schema31.properties.timeouts.properties.erasing,data:data30};
if(vErrors === null){
vErrors = [err73];
}
else {
vErrors.push(err73);
}
errors++;
}
}
else {
const err74 = {instancePath:instancePath+"/timeouts/erasing",schemaPath:"#/properties/timeouts/properties/erasing/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.timeouts.properties.erasing.type,parentSchema:schema31.properties.timeouts.properties.erasing,data:data30};
if(vErrors === null){
vErrors = [err74];
}
else {
vErrors.push(err74);
}
errors++;
}
}
if(data26.settle !== undefined){
let data31 = data26.settle;
if(typeof data31 === "string"){
if(!pattern8.test(data31)){
const err75 = {instancePath:instancePath+"/timeouts/settle",schemaPath:"#/properties/timeouts/properties/settle/pattern",keyword:"pattern",params:{pattern: "^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$"},message:"must match pattern \""+"^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$"+"\"",schema:"^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$",parentSchema:schema31.properties.timeouts.properties.settle,data:data31};
if(vErrors === null){
vErrors = [err75];
}
else {
vErrors.push(err75);
}
errors++;
}
}
else {
const err76 = {instancePath:instancePath+"/timeouts/settle",schemaPath:"#/properties/timeouts/properties/settle/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.timeouts.properties.settle.type,parentSchema:schema31.properties.timeouts.properties.settle,data:data31};
if(vErrors === null){
vErrors = [err76];
}
else {
vErrors.push(err76);
}
errors++;
}
}
if(data26.silence !== undefined){
let data32 = data26.silence;
if(typeof data32 === "string"){
if(!pattern8.test(data32)){
const err77 = {instancePath:instancePath+"/timeouts/silence",schemaPath:"#/properties/timeouts/properties/silence/pattern",keyword:"pattern",params:{pattern: "^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$"},message:"must match pattern \""+"^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$"+"\"",schema:"^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$",parentSchema:schema31.properties.timeouts.properties.silence,data:data32};
if(vErrors === null){
vErrors = [err77];
}
else {
vErrors.push(err77);
}
errors++;
}
}
else {
const err78 = {instancePath:instancePath+"/timeouts/silence",schemaPath:"#/properties/timeouts/properties/silence/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.timeouts.properties.silence.type,parentSchema:schema31.properties.timeouts.properties.silence,data:data32};
if(vErrors === null){
vErrors = [err78];
}
else {
vErrors.push(err78);
}
errors++;
}
}
}
else {
const err79 = {instancePath:instancePath+"/timeouts",schemaPath:"#/properties/timeouts/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31.properties.timeouts.type,parentSchema:schema31.properties.timeouts,data:data26};
if(vErrors === null){
vErrors = [err79];
}
else {
vErrors.push(err79);
}
errors++;
}
}
if(data.maxAttempts !== undefined){
let data33 = data.maxAttempts;
if(!(((typeof data33 == "number") && (!(data33 % 1) && !isNaN(data33))) && (isFinite(data33)))){
const err80 = {instancePath:instancePath+"/maxAttempts",schemaPath:"#/properties/maxAttempts/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema31.properties.maxAttempts.type,parentSchema:schema31.properties.maxAttempts,data:data33};
if(vErrors === null){
vErrors = [err80];
}
else {
vErrors.push(err80);
}
errors++;
}
if((typeof data33 == "number") && (isFinite(data33))){
if(data33 > 100 || isNaN(data33)){
const err81 = {instancePath:instancePath+"/maxAttempts",schemaPath:"#/properties/maxAttempts/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100},message:"must be <= 100",schema:100,parentSchema:schema31.properties.maxAttempts,data:data33};
if(vErrors === null){
vErrors = [err81];
}
else {
vErrors.push(err81);
}
errors++;
}
if(data33 < 1 || isNaN(data33)){
const err82 = {instancePath:instancePath+"/maxAttempts",schemaPath:"#/properties/maxAttempts/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema31.properties.maxAttempts,data:data33};
if(vErrors === null){
vErrors = [err82];
}
else {
vErrors.push(err82);
}
errors++;
}
}
}
if(data.keepVersions !== undefined){
let data34 = data.keepVersions;
if(!(((typeof data34 == "number") && (!(data34 % 1) && !isNaN(data34))) && (isFinite(data34)))){
const err83 = {instancePath:instancePath+"/keepVersions",schemaPath:"#/properties/keepVersions/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema31.properties.keepVersions.type,parentSchema:schema31.properties.keepVersions,data:data34};
if(vErrors === null){
vErrors = [err83];
}
else {
vErrors.push(err83);
}
errors++;
}
if((typeof data34 == "number") && (isFinite(data34))){
if(data34 > 100 || isNaN(data34)){
const err84 = {instancePath:instancePath+"/keepVersions",schemaPath:"#/properties/keepVersions/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100},message:"must be <= 100",schema:100,parentSchema:schema31.properties.keepVersions,data:data34};
if(vErrors === null){
vErrors = [err84];
}
else {
vErrors.push(err84);
}
errors++;
}
if(data34 < 1 || isNaN(data34)){
const err85 = {instancePath:instancePath+"/keepVersions",schemaPath:"#/properties/keepVersions/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema31.properties.keepVersions,data:data34};
if(vErrors === null){
vErrors = [err85];
}
else {
vErrors.push(err85);
}
errors++;
}
}
}
if(data.commissioning !== undefined){
let data35 = data.commissioning;
if(data35 && typeof data35 == "object" && !Array.isArray(data35)){
for(const key6 in data35){
if(!((((key6 === "os") || (key6 === "release")) || (key6 === "kernel")) || (key6 === "architecture"))){
const err86 = {instancePath:instancePath+"/commissioning",schemaPath:"#/properties/commissioning/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key6},message:"must NOT have additional properties",schema:false,parentSchema:schema31.properties.commissioning,data:data35};
if(vErrors === null){
vErrors = [err86];
}
else {
vErrors.push(err86);
}
errors++;
}
}
if(data35.os !== undefined){
let data36 = data35.os;
if(typeof data36 === "string"){
if(!pattern18.test(data36)){
const err87 = {instancePath:instancePath+"/commissioning/os",schemaPath:"#/properties/commissioning/properties/os/pattern",keyword:"pattern",params:{pattern: "^[a-z][a-z0-9-]*$"},message:"must match pattern \""+"^[a-z][a-z0-9-]*$"+"\"",schema:"^[a-z][a-z0-9-]*$",parentSchema:schema31.properties.commissioning.properties.os,data:data36};
if(vErrors === null){
vErrors = [err87];
}
else {
vErrors.push(err87);
}
errors++;
}
}
else {
const err88 = {instancePath:instancePath+"/commissioning/os",schemaPath:"#/properties/commissioning/properties/os/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.commissioning.properties.os.type,parentSchema:schema31.properties.commissioning.properties.os,data:data36};
if(vErrors === null){
vErrors = [err88];
}
else {
vErrors.push(err88);
}
errors++;
}
}
if(data35.release !== undefined){
let data37 = data35.release;
if(typeof data37 === "string"){
if(!pattern19.test(data37)){
const err89 = {instancePath:instancePath+"/commissioning/release",schemaPath:"#/properties/commissioning/properties/release/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9][a-z0-9.-]*$"},message:"must match pattern \""+"^[a-z0-9][a-z0-9.-]*$"+"\"",schema:"^[a-z0-9][a-z0-9.-]*$",parentSchema:schema31.properties.commissioning.properties.release,data:data37};
if(vErrors === null){
vErrors = [err89];
}
else {
vErrors.push(err89);
}
errors++;
}
}
else {
const err90 = {instancePath:instancePath+"/commissioning/release",schemaPath:"#/properties/commissioning/properties/release/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.commissioning.properties.release.type,parentSchema:schema31.properties.commissioning.properties.release,data:data37};
if(vErrors === null){
vErrors = [err90];
}
else {
vErrors.push(err90);
}
errors++;
}
}
if(data35.kernel !== undefined){
let data38 = data35.kernel;
if(typeof data38 === "string"){
if(!pattern19.test(data38)){
const err91 = {instancePath:instancePath+"/commissioning/kernel",schemaPath:"#/properties/commissioning/properties/kernel/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9][a-z0-9.-]*$"},message:"must match pattern \""+"^[a-z0-9][a-z0-9.-]*$"+"\"",schema:"^[a-z0-9][a-z0-9.-]*$",parentSchema:schema31.properties.commissioning.properties.kernel,data:data38};
if(vErrors === null){
vErrors = [err91];
}
else {
vErrors.push(err91);
}
errors++;
}
}
else {
const err92 = {instancePath:instancePath+"/commissioning/kernel",schemaPath:"#/properties/commissioning/properties/kernel/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.commissioning.properties.kernel.type,parentSchema:schema31.properties.commissioning.properties.kernel,data:data38};
if(vErrors === null){
vErrors = [err92];
}
else {
vErrors.push(err92);
}
errors++;
}
}
if(data35.architecture !== undefined){
let data39 = data35.architecture;
if(!((((((data39 === "amd64") || (data39 === "arm64")) || (data39 === "armhf")) || (data39 === "i386")) || (data39 === "ppc64el")) || (data39 === "s390x"))){
const err93 = {instancePath:instancePath+"/commissioning/architecture",schemaPath:"#/properties/commissioning/properties/architecture/enum",keyword:"enum",params:{allowedValues: schema31.properties.commissioning.properties.architecture.enum},message:"must be equal to one of the allowed values",schema:schema31.properties.commissioning.properties.architecture.enum,parentSchema:schema31.properties.commissioning.properties.architecture,data:data39};
if(vErrors === null){
vErrors = [err93];
}
else {
vErrors.push(err93);
}
errors++;
}
}
}
else {
const err94 = {instancePath:instancePath+"/commissioning",schemaPath:"#/properties/commissioning/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31.properties.commissioning.type,parentSchema:schema31.properties.commissioning,data:data35};
if(vErrors === null){
vErrors = [err94];
}
else {
vErrors.push(err94);
}
errors++;
}
}
if(data.provisioningAddress !== undefined){
let data40 = data.provisioningAddress;
if(typeof data40 === "string"){
if(!pattern21.test(data40)){
const err95 = {instancePath:instancePath+"/provisioningAddress",schemaPath:"#/properties/provisioningAddress/pattern",keyword:"pattern",params:{pattern: "^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}$"},message:"must match pattern \""+"^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}$"+"\"",schema:"^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}$",parentSchema:schema31.properties.provisioningAddress,data:data40};
if(vErrors === null){
vErrors = [err95];
}
else {
vErrors.push(err95);
}
errors++;
}
}
else {
const err96 = {instancePath:instancePath+"/provisioningAddress",schemaPath:"#/properties/provisioningAddress/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.provisioningAddress.type,parentSchema:schema31.properties.provisioningAddress,data:data40};
if(vErrors === null){
vErrors = [err96];
}
else {
vErrors.push(err96);
}
errors++;
}
}
if(data.protectSelf !== undefined){
let data41 = data.protectSelf;
if(Array.isArray(data41)){
const len2 = data41.length;
for(let i2=0; i2<len2; i2++){
let data42 = data41[i2];
if(typeof data42 === "string"){
if(!pattern4.test(data42)){
const err97 = {instancePath:instancePath+"/protectSelf/" + i2,schemaPath:"#/properties/protectSelf/items/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"},message:"must match pattern \""+"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"+"\"",schema:"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$",parentSchema:schema31.properties.protectSelf.items,data:data42};
if(vErrors === null){
vErrors = [err97];
}
else {
vErrors.push(err97);
}
errors++;
}
}
else {
const err98 = {instancePath:instancePath+"/protectSelf/" + i2,schemaPath:"#/properties/protectSelf/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.protectSelf.items.type,parentSchema:schema31.properties.protectSelf.items,data:data42};
if(vErrors === null){
vErrors = [err98];
}
else {
vErrors.push(err98);
}
errors++;
}
}
}
else {
const err99 = {instancePath:instancePath+"/protectSelf",schemaPath:"#/properties/protectSelf/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema31.properties.protectSelf.type,parentSchema:schema31.properties.protectSelf,data:data41};
if(vErrors === null){
vErrors = [err99];
}
else {
vErrors.push(err99);
}
errors++;
}
}
if(data.dns !== undefined){
let data43 = data.dns;
if(Array.isArray(data43)){
const len3 = data43.length;
for(let i3=0; i3<len3; i3++){
let data44 = data43[i3];
if(typeof data44 === "string"){
if(!pattern21.test(data44)){
const err100 = {instancePath:instancePath+"/dns/" + i3,schemaPath:"#/properties/dns/items/pattern",keyword:"pattern",params:{pattern: "^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}$"},message:"must match pattern \""+"^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}$"+"\"",schema:"^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}$",parentSchema:schema31.properties.dns.items,data:data44};
if(vErrors === null){
vErrors = [err100];
}
else {
vErrors.push(err100);
}
errors++;
}
}
else {
const err101 = {instancePath:instancePath+"/dns/" + i3,schemaPath:"#/properties/dns/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.dns.items.type,parentSchema:schema31.properties.dns.items,data:data44};
if(vErrors === null){
vErrors = [err101];
}
else {
vErrors.push(err101);
}
errors++;
}
}
}
else {
const err102 = {instancePath:instancePath+"/dns",schemaPath:"#/properties/dns/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema31.properties.dns.type,parentSchema:schema31.properties.dns,data:data43};
if(vErrors === null){
vErrors = [err102];
}
else {
vErrors.push(err102);
}
errors++;
}
}
if(data.ntp !== undefined){
let data45 = data.ntp;
if(Array.isArray(data45)){
const len4 = data45.length;
for(let i4=0; i4<len4; i4++){
let data46 = data45[i4];
if(typeof data46 === "string"){
if(!pattern24.test(data46)){
const err103 = {instancePath:instancePath+"/ntp/" + i4,schemaPath:"#/properties/ntp/items/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$"},message:"must match pattern \""+"^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$"+"\"",schema:"^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$",parentSchema:schema31.properties.ntp.items,data:data46};
if(vErrors === null){
vErrors = [err103];
}
else {
vErrors.push(err103);
}
errors++;
}
}
else {
const err104 = {instancePath:instancePath+"/ntp/" + i4,schemaPath:"#/properties/ntp/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.ntp.items.type,parentSchema:schema31.properties.ntp.items,data:data46};
if(vErrors === null){
vErrors = [err104];
}
else {
vErrors.push(err104);
}
errors++;
}
}
}
else {
const err105 = {instancePath:instancePath+"/ntp",schemaPath:"#/properties/ntp/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema31.properties.ntp.type,parentSchema:schema31.properties.ntp,data:data45};
if(vErrors === null){
vErrors = [err105];
}
else {
vErrors.push(err105);
}
errors++;
}
}
if(data.syslog !== undefined){
let data47 = data.syslog;
if(typeof data47 === "string"){
if(!pattern25.test(data47)){
const err106 = {instancePath:instancePath+"/syslog",schemaPath:"#/properties/syslog/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\\d{1,5})?$"},message:"must match pattern \""+"^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\\d{1,5})?$"+"\"",schema:"^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\\d{1,5})?$",parentSchema:schema31.properties.syslog,data:data47};
if(vErrors === null){
vErrors = [err106];
}
else {
vErrors.push(err106);
}
errors++;
}
}
else {
const err107 = {instancePath:instancePath+"/syslog",schemaPath:"#/properties/syslog/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.syslog.type,parentSchema:schema31.properties.syslog,data:data47};
if(vErrors === null){
vErrors = [err107];
}
else {
vErrors.push(err107);
}
errors++;
}
}
if(data.apt !== undefined){
let data48 = data.apt;
if(data48 && typeof data48 == "object" && !Array.isArray(data48)){
for(const key7 in data48){
if(!(((key7 === "proxy") || (key7 === "mirror")) || (key7 === "sourcesList"))){
const err108 = {instancePath:instancePath+"/apt",schemaPath:"#/properties/apt/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key7},message:"must NOT have additional properties",schema:false,parentSchema:schema31.properties.apt,data:data48};
if(vErrors === null){
vErrors = [err108];
}
else {
vErrors.push(err108);
}
errors++;
}
}
if(data48.proxy !== undefined){
let data49 = data48.proxy;
if(typeof data49 === "string"){
if(!pattern26.test(data49)){
const err109 = {instancePath:instancePath+"/apt/proxy",schemaPath:"#/properties/apt/properties/proxy/pattern",keyword:"pattern",params:{pattern: "^https?://[^\\s/]+(?:/\\S*)?$"},message:"must match pattern \""+"^https?://[^\\s/]+(?:/\\S*)?$"+"\"",schema:"^https?://[^\\s/]+(?:/\\S*)?$",parentSchema:schema31.properties.apt.properties.proxy,data:data49};
if(vErrors === null){
vErrors = [err109];
}
else {
vErrors.push(err109);
}
errors++;
}
}
else {
const err110 = {instancePath:instancePath+"/apt/proxy",schemaPath:"#/properties/apt/properties/proxy/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.apt.properties.proxy.type,parentSchema:schema31.properties.apt.properties.proxy,data:data49};
if(vErrors === null){
vErrors = [err110];
}
else {
vErrors.push(err110);
}
errors++;
}
}
if(data48.mirror !== undefined){
let data50 = data48.mirror;
if(typeof data50 === "string"){
if(!pattern26.test(data50)){
const err111 = {instancePath:instancePath+"/apt/mirror",schemaPath:"#/properties/apt/properties/mirror/pattern",keyword:"pattern",params:{pattern: "^https?://[^\\s/]+(?:/\\S*)?$"},message:"must match pattern \""+"^https?://[^\\s/]+(?:/\\S*)?$"+"\"",schema:"^https?://[^\\s/]+(?:/\\S*)?$",parentSchema:schema31.properties.apt.properties.mirror,data:data50};
if(vErrors === null){
vErrors = [err111];
}
else {
vErrors.push(err111);
}
errors++;
}
}
else {
const err112 = {instancePath:instancePath+"/apt/mirror",schemaPath:"#/properties/apt/properties/mirror/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.apt.properties.mirror.type,parentSchema:schema31.properties.apt.properties.mirror,data:data50};
if(vErrors === null){
vErrors = [err112];
}
else {
vErrors.push(err112);
}
errors++;
}
}
if(data48.sourcesList !== undefined){
let data51 = data48.sourcesList;
if(typeof data51 === "string"){
if(!pattern11.test(data51)){
const err113 = {instancePath:instancePath+"/apt/sourcesList",schemaPath:"#/properties/apt/properties/sourcesList/pattern",keyword:"pattern",params:{pattern: "\\S"},message:"must match pattern \""+"\\S"+"\"",schema:"\\S",parentSchema:schema31.properties.apt.properties.sourcesList,data:data51};
if(vErrors === null){
vErrors = [err113];
}
else {
vErrors.push(err113);
}
errors++;
}
}
else {
const err114 = {instancePath:instancePath+"/apt/sourcesList",schemaPath:"#/properties/apt/properties/sourcesList/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.apt.properties.sourcesList.type,parentSchema:schema31.properties.apt.properties.sourcesList,data:data51};
if(vErrors === null){
vErrors = [err114];
}
else {
vErrors.push(err114);
}
errors++;
}
}
}
else {
const err115 = {instancePath:instancePath+"/apt",schemaPath:"#/properties/apt/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31.properties.apt.type,parentSchema:schema31.properties.apt,data:data48};
if(vErrors === null){
vErrors = [err115];
}
else {
vErrors.push(err115);
}
errors++;
}
}
if(data.curtin !== undefined){
let data52 = data.curtin;
if(data52 && typeof data52 == "object" && !Array.isArray(data52)){
if(data52.delivery === undefined){
const err116 = {instancePath:instancePath+"/curtin",schemaPath:"#/properties/curtin/required",keyword:"required",params:{missingProperty: "delivery"},message:"must have required property '"+"delivery"+"'",schema:schema31.properties.curtin.required,parentSchema:schema31.properties.curtin,data:data52};
if(vErrors === null){
vErrors = [err116];
}
else {
vErrors.push(err116);
}
errors++;
}
for(const key8 in data52){
if(!(((key8 === "delivery") || (key8 === "file")) || (key8 === "sha256"))){
const err117 = {instancePath:instancePath+"/curtin",schemaPath:"#/properties/curtin/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key8},message:"must NOT have additional properties",schema:false,parentSchema:schema31.properties.curtin,data:data52};
if(vErrors === null){
vErrors = [err117];
}
else {
vErrors.push(err117);
}
errors++;
}
}
if(data52.delivery !== undefined){
let data53 = data52.delivery;
if(!((data53 === "apt") || (data53 === "archive"))){
const err118 = {instancePath:instancePath+"/curtin/delivery",schemaPath:"#/properties/curtin/properties/delivery/enum",keyword:"enum",params:{allowedValues: schema31.properties.curtin.properties.delivery.enum},message:"must be equal to one of the allowed values",schema:schema31.properties.curtin.properties.delivery.enum,parentSchema:schema31.properties.curtin.properties.delivery,data:data53};
if(vErrors === null){
vErrors = [err118];
}
else {
vErrors.push(err118);
}
errors++;
}
}
if(data52.file !== undefined){
let data54 = data52.file;
if(typeof data54 === "string"){
if(!pattern11.test(data54)){
const err119 = {instancePath:instancePath+"/curtin/file",schemaPath:"#/properties/curtin/properties/file/pattern",keyword:"pattern",params:{pattern: "\\S"},message:"must match pattern \""+"\\S"+"\"",schema:"\\S",parentSchema:schema31.properties.curtin.properties.file,data:data54};
if(vErrors === null){
vErrors = [err119];
}
else {
vErrors.push(err119);
}
errors++;
}
}
else {
const err120 = {instancePath:instancePath+"/curtin/file",schemaPath:"#/properties/curtin/properties/file/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.curtin.properties.file.type,parentSchema:schema31.properties.curtin.properties.file,data:data54};
if(vErrors === null){
vErrors = [err120];
}
else {
vErrors.push(err120);
}
errors++;
}
}
if(data52.sha256 !== undefined){
let data55 = data52.sha256;
if(typeof data55 === "string"){
if(!pattern30.test(data55)){
const err121 = {instancePath:instancePath+"/curtin/sha256",schemaPath:"#/properties/curtin/properties/sha256/pattern",keyword:"pattern",params:{pattern: "^[0-9a-f]{64}$"},message:"must match pattern \""+"^[0-9a-f]{64}$"+"\"",schema:"^[0-9a-f]{64}$",parentSchema:schema31.properties.curtin.properties.sha256,data:data55};
if(vErrors === null){
vErrors = [err121];
}
else {
vErrors.push(err121);
}
errors++;
}
}
else {
const err122 = {instancePath:instancePath+"/curtin/sha256",schemaPath:"#/properties/curtin/properties/sha256/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.curtin.properties.sha256.type,parentSchema:schema31.properties.curtin.properties.sha256,data:data55};
if(vErrors === null){
vErrors = [err122];
}
else {
vErrors.push(err122);
}
errors++;
}
}
}
else {
const err123 = {instancePath:instancePath+"/curtin",schemaPath:"#/properties/curtin/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31.properties.curtin.type,parentSchema:schema31.properties.curtin,data:data52};
if(vErrors === null){
vErrors = [err123];
}
else {
vErrors.push(err123);
}
errors++;
}
}
if(data.kernelOptions !== undefined){
let data56 = data.kernelOptions;
if(Array.isArray(data56)){
const len5 = data56.length;
for(let i5=0; i5<len5; i5++){
let data57 = data56[i5];
if(typeof data57 === "string"){
if(!pattern6.test(data57)){
const err124 = {instancePath:instancePath+"/kernelOptions/" + i5,schemaPath:"#/properties/kernelOptions/items/pattern",keyword:"pattern",params:{pattern: "^\\S+$"},message:"must match pattern \""+"^\\S+$"+"\"",schema:"^\\S+$",parentSchema:schema31.properties.kernelOptions.items,data:data57};
if(vErrors === null){
vErrors = [err124];
}
else {
vErrors.push(err124);
}
errors++;
}
}
else {
const err125 = {instancePath:instancePath+"/kernelOptions/" + i5,schemaPath:"#/properties/kernelOptions/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.kernelOptions.items.type,parentSchema:schema31.properties.kernelOptions.items,data:data57};
if(vErrors === null){
vErrors = [err125];
}
else {
vErrors.push(err125);
}
errors++;
}
}
}
else {
const err126 = {instancePath:instancePath+"/kernelOptions",schemaPath:"#/properties/kernelOptions/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema31.properties.kernelOptions.type,parentSchema:schema31.properties.kernelOptions,data:data56};
if(vErrors === null){
vErrors = [err126];
}
else {
vErrors.push(err126);
}
errors++;
}
}
if(data.apply !== undefined){
let data58 = data.apply;
if(!((data58 === "auto") || (data58 === "saved-plans"))){
const err127 = {instancePath:instancePath+"/apply",schemaPath:"#/properties/apply/enum",keyword:"enum",params:{allowedValues: schema31.properties.apply.enum},message:"must be equal to one of the allowed values",schema:schema31.properties.apply.enum,parentSchema:schema31.properties.apply,data:data58};
if(vErrors === null){
vErrors = [err127];
}
else {
vErrors.push(err127);
}
errors++;
}
}
if(data.plans !== undefined){
let data59 = data.plans;
if(data59 && typeof data59 == "object" && !Array.isArray(data59)){
for(const key9 in data59){
if(!((key9 === "signers") || (key9 === "keyring"))){
const err128 = {instancePath:instancePath+"/plans",schemaPath:"#/properties/plans/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key9},message:"must NOT have additional properties",schema:false,parentSchema:schema31.properties.plans,data:data59};
if(vErrors === null){
vErrors = [err128];
}
else {
vErrors.push(err128);
}
errors++;
}
}
if(data59.signers !== undefined){
let data60 = data59.signers;
if(Array.isArray(data60)){
const len6 = data60.length;
for(let i6=0; i6<len6; i6++){
let data61 = data60[i6];
if(typeof data61 === "string"){
if(!pattern32.test(data61)){
const err129 = {instancePath:instancePath+"/plans/signers/" + i6,schemaPath:"#/properties/plans/properties/signers/items/pattern",keyword:"pattern",params:{pattern: "^\\S+ (?:\\S+ )?(?:ssh|ecdsa|sk)-\\S+ [A-Za-z0-9+/=]+"},message:"must match pattern \""+"^\\S+ (?:\\S+ )?(?:ssh|ecdsa|sk)-\\S+ [A-Za-z0-9+/=]+"+"\"",schema:"^\\S+ (?:\\S+ )?(?:ssh|ecdsa|sk)-\\S+ [A-Za-z0-9+/=]+",parentSchema:schema31.properties.plans.properties.signers.items,data:data61};
if(vErrors === null){
vErrors = [err129];
}
else {
vErrors.push(err129);
}
errors++;
}
}
else {
const err130 = {instancePath:instancePath+"/plans/signers/" + i6,schemaPath:"#/properties/plans/properties/signers/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.plans.properties.signers.items.type,parentSchema:schema31.properties.plans.properties.signers.items,data:data61};
if(vErrors === null){
vErrors = [err130];
}
else {
vErrors.push(err130);
}
errors++;
}
}
}
else {
const err131 = {instancePath:instancePath+"/plans/signers",schemaPath:"#/properties/plans/properties/signers/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema31.properties.plans.properties.signers.type,parentSchema:schema31.properties.plans.properties.signers,data:data60};
if(vErrors === null){
vErrors = [err131];
}
else {
vErrors.push(err131);
}
errors++;
}
}
if(data59.keyring !== undefined){
let data62 = data59.keyring;
if(typeof data62 === "string"){
if(!pattern11.test(data62)){
const err132 = {instancePath:instancePath+"/plans/keyring",schemaPath:"#/properties/plans/properties/keyring/pattern",keyword:"pattern",params:{pattern: "\\S"},message:"must match pattern \""+"\\S"+"\"",schema:"\\S",parentSchema:schema31.properties.plans.properties.keyring,data:data62};
if(vErrors === null){
vErrors = [err132];
}
else {
vErrors.push(err132);
}
errors++;
}
}
else {
const err133 = {instancePath:instancePath+"/plans/keyring",schemaPath:"#/properties/plans/properties/keyring/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.plans.properties.keyring.type,parentSchema:schema31.properties.plans.properties.keyring,data:data62};
if(vErrors === null){
vErrors = [err133];
}
else {
vErrors.push(err133);
}
errors++;
}
}
}
else {
const err134 = {instancePath:instancePath+"/plans",schemaPath:"#/properties/plans/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31.properties.plans.type,parentSchema:schema31.properties.plans,data:data59};
if(vErrors === null){
vErrors = [err134];
}
else {
vErrors.push(err134);
}
errors++;
}
}
if(data.snapshots !== undefined){
let data63 = data.snapshots;
if(data63 && typeof data63 == "object" && !Array.isArray(data63)){
if(data63.key === undefined){
const err135 = {instancePath:instancePath+"/snapshots",schemaPath:"#/properties/snapshots/required",keyword:"required",params:{missingProperty: "key"},message:"must have required property '"+"key"+"'",schema:schema31.properties.snapshots.required,parentSchema:schema31.properties.snapshots,data:data63};
if(vErrors === null){
vErrors = [err135];
}
else {
vErrors.push(err135);
}
errors++;
}
for(const key10 in data63){
if(!((((key10 === "key") || (key10 === "folder")) || (key10 === "branch")) || (key10 === "maxAge"))){
const err136 = {instancePath:instancePath+"/snapshots",schemaPath:"#/properties/snapshots/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key10},message:"must NOT have additional properties",schema:false,parentSchema:schema31.properties.snapshots,data:data63};
if(vErrors === null){
vErrors = [err136];
}
else {
vErrors.push(err136);
}
errors++;
}
}
if(data63.key !== undefined){
let data64 = data63.key;
if(typeof data64 === "string"){
if(!pattern34.test(data64)){
const err137 = {instancePath:instancePath+"/snapshots/key",schemaPath:"#/properties/snapshots/properties/key/pattern",keyword:"pattern",params:{pattern: "^MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=$"},message:"must match pattern \""+"^MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=$"+"\"",schema:"^MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=$",parentSchema:schema31.properties.snapshots.properties.key,data:data64};
if(vErrors === null){
vErrors = [err137];
}
else {
vErrors.push(err137);
}
errors++;
}
}
else {
const err138 = {instancePath:instancePath+"/snapshots/key",schemaPath:"#/properties/snapshots/properties/key/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.snapshots.properties.key.type,parentSchema:schema31.properties.snapshots.properties.key,data:data64};
if(vErrors === null){
vErrors = [err138];
}
else {
vErrors.push(err138);
}
errors++;
}
}
if(data63.folder !== undefined){
let data65 = data63.folder;
if(typeof data65 === "string"){
if(!pattern35.test(data65)){
const err139 = {instancePath:instancePath+"/snapshots/folder",schemaPath:"#/properties/snapshots/properties/folder/pattern",keyword:"pattern",params:{pattern: "^/"},message:"must match pattern \""+"^/"+"\"",schema:"^/",parentSchema:schema31.properties.snapshots.properties.folder,data:data65};
if(vErrors === null){
vErrors = [err139];
}
else {
vErrors.push(err139);
}
errors++;
}
}
else {
const err140 = {instancePath:instancePath+"/snapshots/folder",schemaPath:"#/properties/snapshots/properties/folder/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.snapshots.properties.folder.type,parentSchema:schema31.properties.snapshots.properties.folder,data:data65};
if(vErrors === null){
vErrors = [err140];
}
else {
vErrors.push(err140);
}
errors++;
}
}
if(data63.branch !== undefined){
let data66 = data63.branch;
if(typeof data66 === "string"){
if(!pattern36.test(data66)){
const err141 = {instancePath:instancePath+"/snapshots/branch",schemaPath:"#/properties/snapshots/properties/branch/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9][A-Za-z0-9._/-]*$"},message:"must match pattern \""+"^[A-Za-z0-9][A-Za-z0-9._/-]*$"+"\"",schema:"^[A-Za-z0-9][A-Za-z0-9._/-]*$",parentSchema:schema31.properties.snapshots.properties.branch,data:data66};
if(vErrors === null){
vErrors = [err141];
}
else {
vErrors.push(err141);
}
errors++;
}
}
else {
const err142 = {instancePath:instancePath+"/snapshots/branch",schemaPath:"#/properties/snapshots/properties/branch/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.snapshots.properties.branch.type,parentSchema:schema31.properties.snapshots.properties.branch,data:data66};
if(vErrors === null){
vErrors = [err142];
}
else {
vErrors.push(err142);
}
errors++;
}
}
if(data63.maxAge !== undefined){
let data67 = data63.maxAge;
if(typeof data67 === "string"){
if(!pattern8.test(data67)){
const err143 = {instancePath:instancePath+"/snapshots/maxAge",schemaPath:"#/properties/snapshots/properties/maxAge/pattern",keyword:"pattern",params:{pattern: "^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$"},message:"must match pattern \""+"^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$"+"\"",schema:"^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$",parentSchema:schema31.properties.snapshots.properties.maxAge,data:data67};
if(vErrors === null){
vErrors = [err143];
}
else {
vErrors.push(err143);
}
errors++;
}
}
else {
const err144 = {instancePath:instancePath+"/snapshots/maxAge",schemaPath:"#/properties/snapshots/properties/maxAge/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.snapshots.properties.maxAge.type,parentSchema:schema31.properties.snapshots.properties.maxAge,data:data67};
if(vErrors === null){
vErrors = [err144];
}
else {
vErrors.push(err144);
}
errors++;
}
}
}
else {
const err145 = {instancePath:instancePath+"/snapshots",schemaPath:"#/properties/snapshots/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31.properties.snapshots.type,parentSchema:schema31.properties.snapshots,data:data63};
if(vErrors === null){
vErrors = [err145];
}
else {
vErrors.push(err145);
}
errors++;
}
}
}
else {
const err146 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31.type,parentSchema:schema31,data};
if(vErrors === null){
vErrors = [err146];
}
else {
vErrors.push(err146);
}
errors++;
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

export const BootSource = validate21;
const schema32 = {"type":"object","required":["kind","name","keyring","fingerprints"],"properties":{"kind":{"type":"string","const":"BootSource","description":"Where signed boot images come from.","examples":["BootSource"]},"name":{"type":"string","pattern":"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$","patternErrorMessage":"write lower-case letters, digits and dashes, 63 at most, with a letter or digit at both ends","description":"What other documents call it by; unique among documents of its kind.","examples":["maas-stable"]},"url":{"type":"string","pattern":"^https?://[^\\s/]+(?:/\\S*)?$","patternErrorMessage":"write a URL that begins with http:// or https://","description":"Root of the simplestreams tree, above `streams/v1/`.","default":"https://images.maas.io/ephemeral-v3/stable/","examples":["https://images.maas.io/ephemeral-v3/stable/"]},"keyring":{"type":"object","required":["file"],"properties":{"file":{"type":"string","pattern":"\\S","patternErrorMessage":"write some text","description":"OpenPGP public keys, armoured or binary. A path from the inventory's root, in the same revision: not absolute, no \"..\", no symbolic link.","examples":["keys/ubuntu-cloudimage.asc"]}},"additionalProperties":false,"description":"The keys that the index and the product lists are verified with.","examples":[{"file":"keys/ubuntu-cloudimage.asc"}]},"fingerprints":{"type":"array","items":{"type":"string","pattern":"^(?:[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$","patternErrorMessage":"write a whole fingerprint, 40 or 64 hexadecimal digits without spaces","description":"Fingerprint of a key of the keyring."},"description":"Which keys of the keyring may sign.","minItems":1,"examples":[["D2EB44626FDDC30B513D5BB71A5D6C4C7DB87C81"]]},"poll":{"type":"string","pattern":"^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$","patternErrorMessage":"write a number and a unit (ms, s, m, h, d): 90s, 30m, 2h","description":"How often to look for new versions.","default":"60m","examples":["60m"]},"proxy":{"type":"string","pattern":"^https?://[^\\s/]+(?:/\\S*)?$","patternErrorMessage":"write a URL that begins with http:// or https://","description":"HTTP proxy for fetching images.","examples":["http://proxy.example.com:3128"]}},"additionalProperties":false,"description":"The boot source. Exactly one is in force: with two, image sync stays off.","$id":"BootSource"};
const pattern41 = new RegExp("^(?:[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$", "u");

function validate21(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="BootSource" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate21.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.kind === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "kind"},message:"must have required property '"+"kind"+"'",schema:schema32.required,parentSchema:schema32,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.name === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema32.required,parentSchema:schema32,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.keyring === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "keyring"},message:"must have required property '"+"keyring"+"'",schema:schema32.required,parentSchema:schema32,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data.fingerprints === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "fingerprints"},message:"must have required property '"+"fingerprints"+"'",schema:schema32.required,parentSchema:schema32,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
for(const key0 in data){
if(!(((((((key0 === "kind") || (key0 === "name")) || (key0 === "url")) || (key0 === "keyring")) || (key0 === "fingerprints")) || (key0 === "poll")) || (key0 === "proxy"))){
const err4 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema32,data};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.kind !== undefined){
let data0 = data.kind;
if(typeof data0 !== "string"){
const err5 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema32.properties.kind.type,parentSchema:schema32.properties.kind,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if("BootSource" !== data0){
const err6 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "BootSource"},message:"must be equal to constant",schema:"BootSource",parentSchema:schema32.properties.kind,data:data0};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.name !== undefined){
let data1 = data.name;
if(typeof data1 === "string"){
if(!pattern4.test(data1)){
const err7 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"},message:"must match pattern \""+"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"+"\"",schema:"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$",parentSchema:schema32.properties.name,data:data1};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
else {
const err8 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema32.properties.name.type,parentSchema:schema32.properties.name,data:data1};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.url !== undefined){
let data2 = data.url;
if(typeof data2 === "string"){
if(!pattern26.test(data2)){
const err9 = {instancePath:instancePath+"/url",schemaPath:"#/properties/url/pattern",keyword:"pattern",params:{pattern: "^https?://[^\\s/]+(?:/\\S*)?$"},message:"must match pattern \""+"^https?://[^\\s/]+(?:/\\S*)?$"+"\"",schema:"^https?://[^\\s/]+(?:/\\S*)?$",parentSchema:schema32.properties.url,data:data2};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
else {
const err10 = {instancePath:instancePath+"/url",schemaPath:"#/properties/url/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema32.properties.url.type,parentSchema:schema32.properties.url,data:data2};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.keyring !== undefined){
let data3 = data.keyring;
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
if(data3.file === undefined){
const err11 = {instancePath:instancePath+"/keyring",schemaPath:"#/properties/keyring/required",keyword:"required",params:{missingProperty: "file"},message:"must have required property '"+"file"+"'",schema:schema32.properties.keyring.required,parentSchema:schema32.properties.keyring,data:data3};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
for(const key1 in data3){
if(!(key1 === "file")){
const err12 = {instancePath:instancePath+"/keyring",schemaPath:"#/properties/keyring/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema32.properties.keyring,data:data3};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data3.file !== undefined){
let data4 = data3.file;
if(typeof data4 === "string"){
if(!pattern11.test(data4)){
const err13 = {instancePath:instancePath+"/keyring/file",schemaPath:"#/properties/keyring/properties/file/pattern",keyword:"pattern",params:{pattern: "\\S"},message:"must match pattern \""+"\\S"+"\"",schema:"\\S",parentSchema:schema32.properties.keyring.properties.file,data:data4};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
else {
const err14 = {instancePath:instancePath+"/keyring/file",schemaPath:"#/properties/keyring/properties/file/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema32.properties.keyring.properties.file.type,parentSchema:schema32.properties.keyring.properties.file,data:data4};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
}
else {
const err15 = {instancePath:instancePath+"/keyring",schemaPath:"#/properties/keyring/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema32.properties.keyring.type,parentSchema:schema32.properties.keyring,data:data3};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data.fingerprints !== undefined){
let data5 = data.fingerprints;
if(Array.isArray(data5)){
if(data5.length < 1){
const err16 = {instancePath:instancePath+"/fingerprints",schemaPath:"#/properties/fingerprints/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema32.properties.fingerprints,data:data5};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
const len0 = data5.length;
for(let i0=0; i0<len0; i0++){
let data6 = data5[i0];
if(typeof data6 === "string"){
if(!pattern41.test(data6)){
const err17 = {instancePath:instancePath+"/fingerprints/" + i0,schemaPath:"#/properties/fingerprints/items/pattern",keyword:"pattern",params:{pattern: "^(?:[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$"},message:"must match pattern \""+"^(?:[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$"+"\"",schema:"^(?:[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$",parentSchema:schema32.properties.fingerprints.items,data:data6};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
else {
const err18 = {instancePath:instancePath+"/fingerprints/" + i0,schemaPath:"#/properties/fingerprints/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema32.properties.fingerprints.items.type,parentSchema:schema32.properties.fingerprints.items,data:data6};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
else {
const err19 = {instancePath:instancePath+"/fingerprints",schemaPath:"#/properties/fingerprints/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema32.properties.fingerprints.type,parentSchema:schema32.properties.fingerprints,data:data5};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data.poll !== undefined){
let data7 = data.poll;
if(typeof data7 === "string"){
if(!pattern8.test(data7)){
const err20 = {instancePath:instancePath+"/poll",schemaPath:"#/properties/poll/pattern",keyword:"pattern",params:{pattern: "^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$"},message:"must match pattern \""+"^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$"+"\"",schema:"^(?:0|[1-9]\\d*)(?:ms|s|m|h|d)$",parentSchema:schema32.properties.poll,data:data7};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
else {
const err21 = {instancePath:instancePath+"/poll",schemaPath:"#/properties/poll/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema32.properties.poll.type,parentSchema:schema32.properties.poll,data:data7};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data.proxy !== undefined){
let data8 = data.proxy;
if(typeof data8 === "string"){
if(!pattern26.test(data8)){
const err22 = {instancePath:instancePath+"/proxy",schemaPath:"#/properties/proxy/pattern",keyword:"pattern",params:{pattern: "^https?://[^\\s/]+(?:/\\S*)?$"},message:"must match pattern \""+"^https?://[^\\s/]+(?:/\\S*)?$"+"\"",schema:"^https?://[^\\s/]+(?:/\\S*)?$",parentSchema:schema32.properties.proxy,data:data8};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
else {
const err23 = {instancePath:instancePath+"/proxy",schemaPath:"#/properties/proxy/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema32.properties.proxy.type,parentSchema:schema32.properties.proxy,data:data8};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
}
else {
const err24 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema32.type,parentSchema:schema32,data};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
validate21.errors = vErrors;
return errors === 0;
}
validate21.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

export const ImageSelection = validate22;
const schema33 = {"type":"object","required":["kind","name","releases"],"properties":{"kind":{"type":"string","const":"ImageSelection","description":"Which products of the boot source to mirror.","examples":["ImageSelection"]},"name":{"type":"string","pattern":"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$","patternErrorMessage":"write lower-case letters, digits and dashes, 63 at most, with a letter or digit at both ends","description":"What other documents call it by; unique among documents of its kind.","examples":["noble"]},"os":{"type":"string","pattern":"^[a-z][a-z0-9-]*$","patternErrorMessage":"write an operating system in lower case: ubuntu","description":"Operating system, as the boot source names it.","default":"ubuntu","examples":["ubuntu"]},"releases":{"type":"array","items":{"type":"string","pattern":"^(?:\\*|[a-z0-9][a-z0-9._-]*)$","patternErrorMessage":"write a name in lower case, or \"*\" for all","description":"A name, or `*`."},"description":"Releases by codename; `*` for all.","minItems":1,"examples":[["noble"]]},"architectures":{"type":"array","items":{"type":"string","pattern":"^(?:\\*|[a-z0-9][a-z0-9._-]*)$","patternErrorMessage":"write a name in lower case, or \"*\" for all","description":"A name, or `*`."},"description":"Architectures; `*` for all.","minItems":1,"examples":[["amd64"]],"default":["amd64"]},"kernels":{"type":"array","items":{"type":"string","pattern":"^(?:\\*|[a-z0-9][a-z0-9._-]*)$","patternErrorMessage":"write a name in lower case, or \"*\" for all","description":"A name, or `*`."},"description":"Kernels: ga, hwe, edge, lowlatency, an exact name, or `*` for all.","minItems":1,"examples":[["ga"]],"default":["ga"]},"labels":{"type":"array","items":{"type":"string","pattern":"^(?:\\*|[a-z0-9][a-z0-9._-]*)$","patternErrorMessage":"write a name in lower case, or \"*\" for all","description":"A name, or `*`."},"description":"Labels of the stream; `*` for all.","minItems":1,"examples":[["*"]],"default":["*"]}},"additionalProperties":false,"description":"Products of the boot source to mirror.","$id":"ImageSelection"};
const pattern46 = new RegExp("^(?:\\*|[a-z0-9][a-z0-9._-]*)$", "u");

function validate22(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="ImageSelection" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate22.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.kind === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "kind"},message:"must have required property '"+"kind"+"'",schema:schema33.required,parentSchema:schema33,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.name === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema33.required,parentSchema:schema33,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.releases === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "releases"},message:"must have required property '"+"releases"+"'",schema:schema33.required,parentSchema:schema33,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
for(const key0 in data){
if(!(((((((key0 === "kind") || (key0 === "name")) || (key0 === "os")) || (key0 === "releases")) || (key0 === "architectures")) || (key0 === "kernels")) || (key0 === "labels"))){
const err3 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema33,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.kind !== undefined){
let data0 = data.kind;
if(typeof data0 !== "string"){
const err4 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema33.properties.kind.type,parentSchema:schema33.properties.kind,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if("ImageSelection" !== data0){
const err5 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "ImageSelection"},message:"must be equal to constant",schema:"ImageSelection",parentSchema:schema33.properties.kind,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.name !== undefined){
let data1 = data.name;
if(typeof data1 === "string"){
if(!pattern4.test(data1)){
const err6 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"},message:"must match pattern \""+"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"+"\"",schema:"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$",parentSchema:schema33.properties.name,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema33.properties.name.type,parentSchema:schema33.properties.name,data:data1};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.os !== undefined){
let data2 = data.os;
if(typeof data2 === "string"){
if(!pattern18.test(data2)){
const err8 = {instancePath:instancePath+"/os",schemaPath:"#/properties/os/pattern",keyword:"pattern",params:{pattern: "^[a-z][a-z0-9-]*$"},message:"must match pattern \""+"^[a-z][a-z0-9-]*$"+"\"",schema:"^[a-z][a-z0-9-]*$",parentSchema:schema33.properties.os,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
else {
const err9 = {instancePath:instancePath+"/os",schemaPath:"#/properties/os/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema33.properties.os.type,parentSchema:schema33.properties.os,data:data2};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.releases !== undefined){
let data3 = data.releases;
if(Array.isArray(data3)){
if(data3.length < 1){
const err10 = {instancePath:instancePath+"/releases",schemaPath:"#/properties/releases/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema33.properties.releases,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
const len0 = data3.length;
for(let i0=0; i0<len0; i0++){
let data4 = data3[i0];
if(typeof data4 === "string"){
if(!pattern46.test(data4)){
const err11 = {instancePath:instancePath+"/releases/" + i0,schemaPath:"#/properties/releases/items/pattern",keyword:"pattern",params:{pattern: "^(?:\\*|[a-z0-9][a-z0-9._-]*)$"},message:"must match pattern \""+"^(?:\\*|[a-z0-9][a-z0-9._-]*)$"+"\"",schema:"^(?:\\*|[a-z0-9][a-z0-9._-]*)$",parentSchema:schema33.properties.releases.items,data:data4};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
else {
const err12 = {instancePath:instancePath+"/releases/" + i0,schemaPath:"#/properties/releases/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema33.properties.releases.items.type,parentSchema:schema33.properties.releases.items,data:data4};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
}
else {
const err13 = {instancePath:instancePath+"/releases",schemaPath:"#/properties/releases/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema33.properties.releases.type,parentSchema:schema33.properties.releases,data:data3};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data.architectures !== undefined){
let data5 = data.architectures;
if(Array.isArray(data5)){
if(data5.length < 1){
const err14 = {instancePath:instancePath+"/architectures",schemaPath:"#/properties/architectures/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema33.properties.architectures,data:data5};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
const len1 = data5.length;
for(let i1=0; i1<len1; i1++){
let data6 = data5[i1];
if(typeof data6 === "string"){
if(!pattern46.test(data6)){
const err15 = {instancePath:instancePath+"/architectures/" + i1,schemaPath:"#/properties/architectures/items/pattern",keyword:"pattern",params:{pattern: "^(?:\\*|[a-z0-9][a-z0-9._-]*)$"},message:"must match pattern \""+"^(?:\\*|[a-z0-9][a-z0-9._-]*)$"+"\"",schema:"^(?:\\*|[a-z0-9][a-z0-9._-]*)$",parentSchema:schema33.properties.architectures.items,data:data6};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
else {
const err16 = {instancePath:instancePath+"/architectures/" + i1,schemaPath:"#/properties/architectures/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema33.properties.architectures.items.type,parentSchema:schema33.properties.architectures.items,data:data6};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
}
else {
const err17 = {instancePath:instancePath+"/architectures",schemaPath:"#/properties/architectures/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema33.properties.architectures.type,parentSchema:schema33.properties.architectures,data:data5};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data.kernels !== undefined){
let data7 = data.kernels;
if(Array.isArray(data7)){
if(data7.length < 1){
const err18 = {instancePath:instancePath+"/kernels",schemaPath:"#/properties/kernels/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema33.properties.kernels,data:data7};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
const len2 = data7.length;
for(let i2=0; i2<len2; i2++){
let data8 = data7[i2];
if(typeof data8 === "string"){
if(!pattern46.test(data8)){
const err19 = {instancePath:instancePath+"/kernels/" + i2,schemaPath:"#/properties/kernels/items/pattern",keyword:"pattern",params:{pattern: "^(?:\\*|[a-z0-9][a-z0-9._-]*)$"},message:"must match pattern \""+"^(?:\\*|[a-z0-9][a-z0-9._-]*)$"+"\"",schema:"^(?:\\*|[a-z0-9][a-z0-9._-]*)$",parentSchema:schema33.properties.kernels.items,data:data8};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
else {
const err20 = {instancePath:instancePath+"/kernels/" + i2,schemaPath:"#/properties/kernels/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema33.properties.kernels.items.type,parentSchema:schema33.properties.kernels.items,data:data8};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
}
else {
const err21 = {instancePath:instancePath+"/kernels",schemaPath:"#/properties/kernels/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema33.properties.kernels.type,parentSchema:schema33.properties.kernels,data:data7};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data.labels !== undefined){
let data9 = data.labels;
if(Array.isArray(data9)){
if(data9.length < 1){
const err22 = {instancePath:instancePath+"/labels",schemaPath:"#/properties/labels/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema33.properties.labels,data:data9};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
const len3 = data9.length;
for(let i3=0; i3<len3; i3++){
let data10 = data9[i3];
if(typeof data10 === "string"){
if(!pattern46.test(data10)){
const err23 = {instancePath:instancePath+"/labels/" + i3,schemaPath:"#/properties/labels/items/pattern",keyword:"pattern",params:{pattern: "^(?:\\*|[a-z0-9][a-z0-9._-]*)$"},message:"must match pattern \""+"^(?:\\*|[a-z0-9][a-z0-9._-]*)$"+"\"",schema:"^(?:\\*|[a-z0-9][a-z0-9._-]*)$",parentSchema:schema33.properties.labels.items,data:data10};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
else {
const err24 = {instancePath:instancePath+"/labels/" + i3,schemaPath:"#/properties/labels/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema33.properties.labels.items.type,parentSchema:schema33.properties.labels.items,data:data10};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
}
else {
const err25 = {instancePath:instancePath+"/labels",schemaPath:"#/properties/labels/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema33.properties.labels.type,parentSchema:schema33.properties.labels,data:data9};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
}
else {
const err26 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema33.type,parentSchema:schema33,data};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
validate22.errors = vErrors;
return errors === 0;
}
validate22.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

export const Subnet = validate23;
const schema34 = {"type":"object","required":["kind","name","cidr"],"properties":{"kind":{"type":"string","const":"Subnet","description":"A network that machines are in.","examples":["Subnet"]},"name":{"type":"string","pattern":"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$","patternErrorMessage":"write lower-case letters, digits and dashes, 63 at most, with a letter or digit at both ends","description":"What other documents call it by; unique among documents of its kind.","examples":["rack-a"]},"cidr":{"type":"string","pattern":"^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}/(?:3[0-2]|[12]?\\d)$","patternErrorMessage":"write a network and its prefix length: 10.0.0.0/24","description":"The network. Nothing is answered on an interface in no declared subnet.","examples":["192.0.2.0/24"]},"gateway":{"type":"string","pattern":"^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}$","patternErrorMessage":"write an IPv4 address, without leading zeros: 10.0.0.1","description":"Default gateway for machines.","examples":["192.0.2.254"]},"dns":{"type":"array","items":{"type":"string","pattern":"^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}$","patternErrorMessage":"write an IPv4 address, without leading zeros: 10.0.0.1","description":"Address of a name server."},"description":"Name servers; the site's where this is not given.","examples":[["192.0.2.53"]]},"ntp":{"type":"array","items":{"type":"string","pattern":"^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$","patternErrorMessage":"write a host name or an IPv4 address, without a scheme","description":"Name or address of a time server."},"description":"Time servers; the site's where this is not given.","examples":[["ntp.ubuntu.com"]]},"search":{"type":"array","items":{"type":"string","pattern":"^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$","patternErrorMessage":"write a host name or an IPv4 address, without a scheme","description":"A domain."},"description":"Domains to search names in.","examples":[["rack.example.com"]]},"mtu":{"type":"integer","minimum":576,"maximum":9216,"description":"Largest packet, in bytes.","examples":[1500]},"dynamic":{"type":"array","items":{"type":"string","pattern":"^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}(?:-(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3})?$","patternErrorMessage":"write a first and a last address, 10.0.0.100-10.0.0.199, or one address","description":"A range, both ends included."},"description":"Addresses for machines without a declared one, and for unknown ones where `unknown` says enlist.","examples":[["192.0.2.100-192.0.2.199"]]},"reserved":{"type":"array","items":{"type":"string","pattern":"^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}(?:-(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3})?$","patternErrorMessage":"write a first and a last address, 10.0.0.100-10.0.0.199, or one address","description":"A range, both ends included."},"description":"Addresses that are never handed out.","examples":[["192.0.2.1-192.0.2.9"]]},"dhcp":{"enum":["off","server","relay-only"],"description":"`relay-only` answers only what a relay agent forwarded.","default":"off","examples":["server"]},"unknown":{"enum":["ignore","enlist"],"description":"What a machine gets that no document declares.","default":"ignore","examples":["enlist"]}},"additionalProperties":false,"description":"A network that machines are in, and what is answered there.","$id":"Subnet"};
const pattern51 = new RegExp("^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}/(?:3[0-2]|[12]?\\d)$", "u");
const pattern56 = new RegExp("^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}(?:-(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3})?$", "u");

function validate23(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="Subnet" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate23.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.kind === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "kind"},message:"must have required property '"+"kind"+"'",schema:schema34.required,parentSchema:schema34,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.name === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema34.required,parentSchema:schema34,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.cidr === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "cidr"},message:"must have required property '"+"cidr"+"'",schema:schema34.required,parentSchema:schema34,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
for(const key0 in data){
if(!(func1.call(schema34.properties, key0))){
const err3 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema34,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.kind !== undefined){
let data0 = data.kind;
if(typeof data0 !== "string"){
const err4 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema34.properties.kind.type,parentSchema:schema34.properties.kind,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if("Subnet" !== data0){
const err5 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "Subnet"},message:"must be equal to constant",schema:"Subnet",parentSchema:schema34.properties.kind,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.name !== undefined){
let data1 = data.name;
if(typeof data1 === "string"){
if(!pattern4.test(data1)){
const err6 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"},message:"must match pattern \""+"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"+"\"",schema:"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$",parentSchema:schema34.properties.name,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema34.properties.name.type,parentSchema:schema34.properties.name,data:data1};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.cidr !== undefined){
let data2 = data.cidr;
if(typeof data2 === "string"){
if(!pattern51.test(data2)){
const err8 = {instancePath:instancePath+"/cidr",schemaPath:"#/properties/cidr/pattern",keyword:"pattern",params:{pattern: "^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}/(?:3[0-2]|[12]?\\d)$"},message:"must match pattern \""+"^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}/(?:3[0-2]|[12]?\\d)$"+"\"",schema:"^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}/(?:3[0-2]|[12]?\\d)$",parentSchema:schema34.properties.cidr,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
else {
const err9 = {instancePath:instancePath+"/cidr",schemaPath:"#/properties/cidr/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema34.properties.cidr.type,parentSchema:schema34.properties.cidr,data:data2};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.gateway !== undefined){
let data3 = data.gateway;
if(typeof data3 === "string"){
if(!pattern21.test(data3)){
const err10 = {instancePath:instancePath+"/gateway",schemaPath:"#/properties/gateway/pattern",keyword:"pattern",params:{pattern: "^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}$"},message:"must match pattern \""+"^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}$"+"\"",schema:"^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}$",parentSchema:schema34.properties.gateway,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
else {
const err11 = {instancePath:instancePath+"/gateway",schemaPath:"#/properties/gateway/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema34.properties.gateway.type,parentSchema:schema34.properties.gateway,data:data3};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data.dns !== undefined){
let data4 = data.dns;
if(Array.isArray(data4)){
const len0 = data4.length;
for(let i0=0; i0<len0; i0++){
let data5 = data4[i0];
if(typeof data5 === "string"){
if(!pattern21.test(data5)){
const err12 = {instancePath:instancePath+"/dns/" + i0,schemaPath:"#/properties/dns/items/pattern",keyword:"pattern",params:{pattern: "^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}$"},message:"must match pattern \""+"^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}$"+"\"",schema:"^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}$",parentSchema:schema34.properties.dns.items,data:data5};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
else {
const err13 = {instancePath:instancePath+"/dns/" + i0,schemaPath:"#/properties/dns/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema34.properties.dns.items.type,parentSchema:schema34.properties.dns.items,data:data5};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
}
else {
const err14 = {instancePath:instancePath+"/dns",schemaPath:"#/properties/dns/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema34.properties.dns.type,parentSchema:schema34.properties.dns,data:data4};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data.ntp !== undefined){
let data6 = data.ntp;
if(Array.isArray(data6)){
const len1 = data6.length;
for(let i1=0; i1<len1; i1++){
let data7 = data6[i1];
if(typeof data7 === "string"){
if(!pattern24.test(data7)){
const err15 = {instancePath:instancePath+"/ntp/" + i1,schemaPath:"#/properties/ntp/items/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$"},message:"must match pattern \""+"^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$"+"\"",schema:"^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$",parentSchema:schema34.properties.ntp.items,data:data7};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
else {
const err16 = {instancePath:instancePath+"/ntp/" + i1,schemaPath:"#/properties/ntp/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema34.properties.ntp.items.type,parentSchema:schema34.properties.ntp.items,data:data7};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
}
else {
const err17 = {instancePath:instancePath+"/ntp",schemaPath:"#/properties/ntp/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema34.properties.ntp.type,parentSchema:schema34.properties.ntp,data:data6};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data.search !== undefined){
let data8 = data.search;
if(Array.isArray(data8)){
const len2 = data8.length;
for(let i2=0; i2<len2; i2++){
let data9 = data8[i2];
if(typeof data9 === "string"){
if(!pattern24.test(data9)){
const err18 = {instancePath:instancePath+"/search/" + i2,schemaPath:"#/properties/search/items/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$"},message:"must match pattern \""+"^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$"+"\"",schema:"^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$",parentSchema:schema34.properties.search.items,data:data9};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
else {
const err19 = {instancePath:instancePath+"/search/" + i2,schemaPath:"#/properties/search/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema34.properties.search.items.type,parentSchema:schema34.properties.search.items,data:data9};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
}
else {
const err20 = {instancePath:instancePath+"/search",schemaPath:"#/properties/search/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema34.properties.search.type,parentSchema:schema34.properties.search,data:data8};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data.mtu !== undefined){
let data10 = data.mtu;
if(!(((typeof data10 == "number") && (!(data10 % 1) && !isNaN(data10))) && (isFinite(data10)))){
const err21 = {instancePath:instancePath+"/mtu",schemaPath:"#/properties/mtu/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema34.properties.mtu.type,parentSchema:schema34.properties.mtu,data:data10};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
if((typeof data10 == "number") && (isFinite(data10))){
if(data10 > 9216 || isNaN(data10)){
const err22 = {instancePath:instancePath+"/mtu",schemaPath:"#/properties/mtu/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9216},message:"must be <= 9216",schema:9216,parentSchema:schema34.properties.mtu,data:data10};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
if(data10 < 576 || isNaN(data10)){
const err23 = {instancePath:instancePath+"/mtu",schemaPath:"#/properties/mtu/minimum",keyword:"minimum",params:{comparison: ">=", limit: 576},message:"must be >= 576",schema:576,parentSchema:schema34.properties.mtu,data:data10};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
}
if(data.dynamic !== undefined){
let data11 = data.dynamic;
if(Array.isArray(data11)){
const len3 = data11.length;
for(let i3=0; i3<len3; i3++){
let data12 = data11[i3];
if(typeof data12 === "string"){
if(!pattern56.test(data12)){
const err24 = {instancePath:instancePath+"/dynamic/" + i3,schemaPath:"#/properties/dynamic/items/pattern",keyword:"pattern",params:{pattern: "^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}(?:-(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3})?$"},message:"must match pattern \""+"^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}(?:-(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3})?$"+"\"",schema:"^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}(?:-(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3})?$",parentSchema:schema34.properties.dynamic.items,data:data12};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
else {
const err25 = {instancePath:instancePath+"/dynamic/" + i3,schemaPath:"#/properties/dynamic/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema34.properties.dynamic.items.type,parentSchema:schema34.properties.dynamic.items,data:data12};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
}
else {
const err26 = {instancePath:instancePath+"/dynamic",schemaPath:"#/properties/dynamic/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema34.properties.dynamic.type,parentSchema:schema34.properties.dynamic,data:data11};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
if(data.reserved !== undefined){
let data13 = data.reserved;
if(Array.isArray(data13)){
const len4 = data13.length;
for(let i4=0; i4<len4; i4++){
let data14 = data13[i4];
if(typeof data14 === "string"){
if(!pattern56.test(data14)){
const err27 = {instancePath:instancePath+"/reserved/" + i4,schemaPath:"#/properties/reserved/items/pattern",keyword:"pattern",params:{pattern: "^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}(?:-(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3})?$"},message:"must match pattern \""+"^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}(?:-(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3})?$"+"\"",schema:"^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}(?:-(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3})?$",parentSchema:schema34.properties.reserved.items,data:data14};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
else {
const err28 = {instancePath:instancePath+"/reserved/" + i4,schemaPath:"#/properties/reserved/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema34.properties.reserved.items.type,parentSchema:schema34.properties.reserved.items,data:data14};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
}
else {
const err29 = {instancePath:instancePath+"/reserved",schemaPath:"#/properties/reserved/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema34.properties.reserved.type,parentSchema:schema34.properties.reserved,data:data13};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
if(data.dhcp !== undefined){
let data15 = data.dhcp;
if(!(((data15 === "off") || (data15 === "server")) || (data15 === "relay-only"))){
const err30 = {instancePath:instancePath+"/dhcp",schemaPath:"#/properties/dhcp/enum",keyword:"enum",params:{allowedValues: schema34.properties.dhcp.enum},message:"must be equal to one of the allowed values",schema:schema34.properties.dhcp.enum,parentSchema:schema34.properties.dhcp,data:data15};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
if(data.unknown !== undefined){
let data16 = data.unknown;
if(!((data16 === "ignore") || (data16 === "enlist"))){
const err31 = {instancePath:instancePath+"/unknown",schemaPath:"#/properties/unknown/enum",keyword:"enum",params:{allowedValues: schema34.properties.unknown.enum},message:"must be equal to one of the allowed values",schema:schema34.properties.unknown.enum,parentSchema:schema34.properties.unknown,data:data16};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
}
else {
const err32 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema34.type,parentSchema:schema34,data};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
validate23.errors = vErrors;
return errors === 0;
}
validate23.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

export const Profile = validate24;
const schema35 = {"type":"object","required":["kind","name"],"properties":{"kind":{"type":"string","const":"Profile","description":"What several machines have in common.","examples":["Profile"]},"name":{"type":"string","pattern":"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$","patternErrorMessage":"write lower-case letters, digits and dashes, 63 at most, with a letter or digit at both ends","description":"What other documents call it by; unique among documents of its kind.","examples":["web"]},"architecture":{"enum":["amd64","arm64","armhf","i386","ppc64el","s390x"],"description":"Architecture of the machine.","default":"amd64","examples":["amd64"]},"firmware":{"enum":["bios","uefi"],"description":"How it boots, before commissioning has found out.","examples":["uefi"]},"power":{"type":"object","properties":{"type":{"enum":["ipmi","webhook","manual"],"description":"How the machine is switched on and off.","examples":["ipmi"]},"address":{"type":"string","pattern":"^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$","patternErrorMessage":"write a host name or an IPv4 address, without a scheme","description":"Address of the BMC.","examples":["192.0.2.201"]},"port":{"type":"integer","minimum":1,"maximum":65535,"description":"UDP port of the BMC.","default":623,"examples":[623]},"user":{"type":"string","pattern":"^(?!env:|file:)[^]+$","patternErrorMessage":"write the text itself; only passwords and tokens are references","description":"Name to log in with.","examples":["maas"]},"password":{"type":"string","pattern":"^(?:env:[A-Za-z_]\\w*|file:/.+)$","patternErrorMessage":"write where the controller finds it, env:NAME or file:/absolute/path, never the secret itself","writeOnly":true,"description":"Where the password is kept.","examples":["env:BMC_PASSWORD"]},"cipherSuite":{"enum":[3,8,12,17],"description":"RMCP+ cipher suite.","default":3,"examples":[17]},"privilege":{"enum":["USER","OPERATOR","ADMIN"],"description":"Privilege level of the session.","default":"OPERATOR","examples":["OPERATOR"]},"bootType":{"enum":["auto","legacy","efi"],"description":"Firmware mode asked for with the boot device; `auto` follows the machine.","default":"auto","examples":["efi"]},"onUri":{"type":"string","pattern":"^https?://[^\\s/]+(?:/\\S*)?$","patternErrorMessage":"write a URL that begins with http:// or https://","description":"POST here powers the machine on.","examples":["https://power.example.com/n1"]},"offUri":{"type":"string","pattern":"^https?://[^\\s/]+(?:/\\S*)?$","patternErrorMessage":"write a URL that begins with http:// or https://","description":"POST here powers it off.","examples":["https://power.example.com/n1"]},"queryUri":{"type":"string","pattern":"^https?://[^\\s/]+(?:/\\S*)?$","patternErrorMessage":"write a URL that begins with http:// or https://","description":"GET here says which it is.","examples":["https://power.example.com/n1"]},"onRegex":{"type":"string","pattern":"^(?!env:|file:)[^]+$","patternErrorMessage":"write the text itself; only passwords and tokens are references","description":"In the answer to the query: it is on.","default":"status.*\\:.*running","examples":["status.*\\:.*running"]},"offRegex":{"type":"string","pattern":"^(?!env:|file:)[^]+$","patternErrorMessage":"write the text itself; only passwords and tokens are references","description":"In the answer to the query: it is off.","default":"status.*\\:.*stopped","examples":["status.*\\:.*stopped"]},"token":{"type":"string","pattern":"^(?:env:[A-Za-z_]\\w*|file:/.+)$","patternErrorMessage":"write where the controller finds it, env:NAME or file:/absolute/path, never the secret itself","writeOnly":true,"description":"Where the bearer token is kept.","examples":["env:POWER_TOKEN"]},"verifyTls":{"type":"boolean","description":"Whether the certificate must be trusted.","default":true,"examples":[true]}},"additionalProperties":false,"description":"How the machine is switched on and off: a type, and what that type needs.","examples":[{"type":"ipmi","address":"192.0.2.201","user":"maas","password":"env:BMC_PASSWORD"}]},"owner":{"type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9._@+-]*$","patternErrorMessage":"write a name without spaces","description":"Whose machine it is. A change on a deployed machine needs a release first.","examples":["team-web"]},"labels":{"type":"object","patternProperties":{"^[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?$":{"type":"string","description":"A value."}},"additionalProperties":false,"description":"Labels: names and values, in text.","examples":[{"rack":"a1"}]},"target":{"enum":["ready","deployed","released"],"description":"`ready`: commissioned and powered off. `deployed`: runs what `deploy` says.","default":"ready","examples":["deployed"]},"deploy":{"type":"object","properties":{"generation":{"type":"integer","minimum":1,"maximum":1000000,"description":"Each generation is installed at most once, ever. Only raising it installs again.","examples":[2],"default":1},"image":{"type":"string","pattern":"^[a-z][a-z0-9-]*/[a-z0-9][a-z0-9.-]*$","patternErrorMessage":"write os/release in lower case: ubuntu/noble","description":"What to install: `os/release`. Required where `target` is deployed.","examples":["ubuntu/noble"]},"kernel":{"type":"string","pattern":"^[a-z0-9][a-z0-9.-]*$","patternErrorMessage":"write ga, hwe, or an exact name such as ga-24.04","description":"Kernel to boot and to install.","default":"ga","examples":["ga","hwe","ga-24.04"]},"inMemory":{"type":"boolean","description":"Run from memory: no disk is written, and every boot gets the same again.","default":false,"examples":[true]},"preseed":{"type":"string","pattern":"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$","patternErrorMessage":"write lower-case letters, digits and dashes, 63 at most, with a letter or digit at both ends","description":"Name of a Preseed document.","examples":["base"]},"cloudInit":{"type":"array","items":{"type":"string","pattern":"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$","patternErrorMessage":"write lower-case letters, digits and dashes, 63 at most, with a letter or digit at both ends","description":"Name of a CloudInit document.","examples":["base"]},"description":"User-data, in this order.","examples":[["base"]]},"sshKeys":{"type":"array","items":{"type":"string","pattern":"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$","patternErrorMessage":"write lower-case letters, digits and dashes, 63 at most, with a letter or digit at both ends","description":"Name of a SshKeys document.","examples":["base"]},"description":"Who may log in.","examples":[["base"]]},"kernelOptions":{"type":"array","items":{"type":"string","pattern":"^\\S+$","patternErrorMessage":"write one option without spaces","description":"One kernel option."},"description":"Kernel options for the installer and for the installed system.","examples":[["console=ttyS1,115200n8"]]}},"additionalProperties":false,"description":"What the machine runs, once its target is deployed.","examples":[{"image":"ubuntu/noble","sshKeys":["operators"]}]},"release":{"type":"object","properties":{"generation":{"type":"integer","minimum":1,"maximum":1000000,"description":"The generation that is to be released, as installed.","examples":[2]},"erase":{"enum":["none","quick","secure","full"],"description":"How the disks that are installed on are erased. `quick`: signatures and both ends; `secure`: by the drive itself, or not at all; `full`: every byte is overwritten. A machine that ran in memory has none.","default":"none","examples":["quick"]},"disks":{"type":"array","items":{"type":"string","pattern":"\\S","patternErrorMessage":"write some text","description":"Serial number or WWN of a disk."},"description":"Other disks of the machine to erase too, by serial number or WWN.","examples":[["S3Z8NX0M123456"]]}},"additionalProperties":false,"description":"Acts only when it names the generation that is installed.","examples":[{"generation":1},{"generation":2,"erase":"secure"}]},"storage":{"type":"object","properties":{"layout":{"enum":["flat"],"description":"`flat`: one root filesystem, and an EFI partition where the firmware wants one.","default":"flat","examples":["flat"]},"disk":{"type":"object","properties":{"serial":{"type":"string","pattern":"\\S","patternErrorMessage":"write some text","description":"Serial number.","examples":["S3Z8NX0M123456"]},"wwn":{"type":"string","pattern":"\\S","patternErrorMessage":"write some text","description":"World Wide Name.","examples":["0x5002538e40a1b2c3"]}},"additionalProperties":false,"description":"The disk for the root filesystem; without it, the machine must have exactly one.","examples":[{"serial":"S3Z8NX0M123456"}]}},"additionalProperties":false,"description":"How the disks are partitioned.","examples":[{"layout":"flat","disk":{"serial":"S3Z8NX0M123456"}}]},"firstContact":{"type":"object","required":["take"],"properties":{"take":{"type":"string","pattern":"^[A-Za-z0-9-]{6,64}$","patternErrorMessage":"write the id that `reconcile state init` printed","description":"The `stateId` of the store that may take the machine; no other may.","examples":["k3v9q0x2m7ab"]}},"additionalProperties":false,"description":"Lifts the checks at first contact (power confirmed off, disks without data) for one store.","examples":[{"take":"k3v9q0x2m7ab"}]},"adopt":{"type":"boolean","description":"Take the machine over as it runs: never installed until its generation is raised.","default":false,"examples":[true]},"protect":{"type":"object","properties":{"reinstall":{"type":"boolean","description":"Not to be installed again, once it was installed.","default":true,"examples":[true]},"release":{"type":"boolean","description":"Not to be released.","default":true,"examples":[false]},"reason":{"type":"string","pattern":"\\S","patternErrorMessage":"write some text","description":"Why; plans say it.","examples":["orders database"]}},"additionalProperties":false,"description":"What no plan may do to the machine. Lifted by a commit of its own: what the first commit without it asks for is refused for ever.","examples":[{"reason":"orders database"}]}},"additionalProperties":false,"description":"Anything a Machine may say except what identifies it.","$id":"Profile"};
const pattern60 = new RegExp("^(?!env:|file:)[^]+$", "u");
const pattern61 = new RegExp("^(?:env:[A-Za-z_]\\w*|file:/.+)$", "u");
const pattern68 = new RegExp("^[A-Za-z0-9][A-Za-z0-9._@+-]*$", "u");
const pattern69 = new RegExp("^[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?$", "u");
const pattern71 = new RegExp("^[a-z][a-z0-9-]*/[a-z0-9][a-z0-9.-]*$", "u");

function validate24(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="Profile" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate24.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.kind === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "kind"},message:"must have required property '"+"kind"+"'",schema:schema35.required,parentSchema:schema35,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.name === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema35.required,parentSchema:schema35,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!(func1.call(schema35.properties, key0))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema35,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.kind !== undefined){
let data0 = data.kind;
if(typeof data0 !== "string"){
const err3 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema35.properties.kind.type,parentSchema:schema35.properties.kind,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
if("Profile" !== data0){
const err4 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "Profile"},message:"must be equal to constant",schema:"Profile",parentSchema:schema35.properties.kind,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.name !== undefined){
let data1 = data.name;
if(typeof data1 === "string"){
if(!pattern4.test(data1)){
const err5 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"},message:"must match pattern \""+"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"+"\"",schema:"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$",parentSchema:schema35.properties.name,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
else {
const err6 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema35.properties.name.type,parentSchema:schema35.properties.name,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.architecture !== undefined){
let data2 = data.architecture;
if(!((((((data2 === "amd64") || (data2 === "arm64")) || (data2 === "armhf")) || (data2 === "i386")) || (data2 === "ppc64el")) || (data2 === "s390x"))){
const err7 = {instancePath:instancePath+"/architecture",schemaPath:"#/properties/architecture/enum",keyword:"enum",params:{allowedValues: schema35.properties.architecture.enum},message:"must be equal to one of the allowed values",schema:schema35.properties.architecture.enum,parentSchema:schema35.properties.architecture,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.firmware !== undefined){
let data3 = data.firmware;
if(!((data3 === "bios") || (data3 === "uefi"))){
const err8 = {instancePath:instancePath+"/firmware",schemaPath:"#/properties/firmware/enum",keyword:"enum",params:{allowedValues: schema35.properties.firmware.enum},message:"must be equal to one of the allowed values",schema:schema35.properties.firmware.enum,parentSchema:schema35.properties.firmware,data:data3};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.power !== undefined){
let data4 = data.power;
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
for(const key1 in data4){
if(!(func1.call(schema35.properties.power.properties, key1))){
const err9 = {instancePath:instancePath+"/power",schemaPath:"#/properties/power/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema35.properties.power,data:data4};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data4.type !== undefined){
let data5 = data4.type;
if(!(((data5 === "ipmi") || (data5 === "webhook")) || (data5 === "manual"))){
const err10 = {instancePath:instancePath+"/power/type",schemaPath:"#/properties/power/properties/type/enum",keyword:"enum",params:{allowedValues: schema35.properties.power.properties.type.enum},message:"must be equal to one of the allowed values",schema:schema35.properties.power.properties.type.enum,parentSchema:schema35.properties.power.properties.type,data:data5};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data4.address !== undefined){
let data6 = data4.address;
if(typeof data6 === "string"){
if(!pattern24.test(data6)){
const err11 = {instancePath:instancePath+"/power/address",schemaPath:"#/properties/power/properties/address/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$"},message:"must match pattern \""+"^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$"+"\"",schema:"^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$",parentSchema:schema35.properties.power.properties.address,data:data6};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
else {
const err12 = {instancePath:instancePath+"/power/address",schemaPath:"#/properties/power/properties/address/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema35.properties.power.properties.address.type,parentSchema:schema35.properties.power.properties.address,data:data6};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data4.port !== undefined){
let data7 = data4.port;
if(!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))){
const err13 = {instancePath:instancePath+"/power/port",schemaPath:"#/properties/power/properties/port/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema35.properties.power.properties.port.type,parentSchema:schema35.properties.power.properties.port,data:data7};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
if((typeof data7 == "number") && (isFinite(data7))){
if(data7 > 65535 || isNaN(data7)){
const err14 = {instancePath:instancePath+"/power/port",schemaPath:"#/properties/power/properties/port/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema35.properties.power.properties.port,data:data7};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
if(data7 < 1 || isNaN(data7)){
const err15 = {instancePath:instancePath+"/power/port",schemaPath:"#/properties/power/properties/port/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema35.properties.power.properties.port,data:data7};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
}
if(data4.user !== undefined){
let data8 = data4.user;
if(typeof data8 === "string"){
if(!pattern60.test(data8)){
const err16 = {instancePath:instancePath+"/power/user",schemaPath:"#/properties/power/properties/user/pattern",keyword:"pattern",params:{pattern: "^(?!env:|file:)[^]+$"},message:"must match pattern \""+"^(?!env:|file:)[^]+$"+"\"",schema:"^(?!env:|file:)[^]+$",parentSchema:schema35.properties.power.properties.user,data:data8};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
else {
const err17 = {instancePath:instancePath+"/power/user",schemaPath:"#/properties/power/properties/user/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema35.properties.power.properties.user.type,parentSchema:schema35.properties.power.properties.user,data:data8};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data4.password !== undefined){
let data9 = data4.password;
if(typeof data9 === "string"){
if(!pattern61.test(data9)){
const err18 = {instancePath:instancePath+"/power/password",schemaPath:"#/properties/power/properties/password/pattern",keyword:"pattern",params:{pattern: "^(?:env:[A-Za-z_]\\w*|file:/.+)$"},message:"must match pattern \""+"^(?:env:[A-Za-z_]\\w*|file:/.+)$"+"\"",schema:"^(?:env:[A-Za-z_]\\w*|file:/.+)$",parentSchema:schema35.properties.power.properties.password,data:data9};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
else {
const err19 = {instancePath:instancePath+"/power/password",schemaPath:"#/properties/power/properties/password/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema35.properties.power.properties.password.type,parentSchema:schema35.properties.power.properties.password,data:data9};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data4.cipherSuite !== undefined){
let data10 = data4.cipherSuite;
if(!((((data10 === 3) || (data10 === 8)) || (data10 === 12)) || (data10 === 17))){
const err20 = {instancePath:instancePath+"/power/cipherSuite",schemaPath:"#/properties/power/properties/cipherSuite/enum",keyword:"enum",params:{allowedValues: schema35.properties.power.properties.cipherSuite.enum},message:"must be equal to one of the allowed values",schema:schema35.properties.power.properties.cipherSuite.enum,parentSchema:schema35.properties.power.properties.cipherSuite,data:data10};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data4.privilege !== undefined){
let data11 = data4.privilege;
if(!(((data11 === "USER") || (data11 === "OPERATOR")) || (data11 === "ADMIN"))){
const err21 = {instancePath:instancePath+"/power/privilege",schemaPath:"#/properties/power/properties/privilege/enum",keyword:"enum",params:{allowedValues: schema35.properties.power.properties.privilege.enum},message:"must be equal to one of the allowed values",schema:schema35.properties.power.properties.privilege.enum,parentSchema:schema35.properties.power.properties.privilege,data:data11};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data4.bootType !== undefined){
let data12 = data4.bootType;
if(!(((data12 === "auto") || (data12 === "legacy")) || (data12 === "efi"))){
const err22 = {instancePath:instancePath+"/power/bootType",schemaPath:"#/properties/power/properties/bootType/enum",keyword:"enum",params:{allowedValues: schema35.properties.power.properties.bootType.enum},message:"must be equal to one of the allowed values",schema:schema35.properties.power.properties.bootType.enum,parentSchema:schema35.properties.power.properties.bootType,data:data12};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
if(data4.onUri !== undefined){
let data13 = data4.onUri;
if(typeof data13 === "string"){
if(!pattern26.test(data13)){
const err23 = {instancePath:instancePath+"/power/onUri",schemaPath:"#/properties/power/properties/onUri/pattern",keyword:"pattern",params:{pattern: "^https?://[^\\s/]+(?:/\\S*)?$"},message:"must match pattern \""+"^https?://[^\\s/]+(?:/\\S*)?$"+"\"",schema:"^https?://[^\\s/]+(?:/\\S*)?$",parentSchema:schema35.properties.power.properties.onUri,data:data13};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
else {
const err24 = {instancePath:instancePath+"/power/onUri",schemaPath:"#/properties/power/properties/onUri/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema35.properties.power.properties.onUri.type,parentSchema:schema35.properties.power.properties.onUri,data:data13};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(data4.offUri !== undefined){
let data14 = data4.offUri;
if(typeof data14 === "string"){
if(!pattern26.test(data14)){
const err25 = {instancePath:instancePath+"/power/offUri",schemaPath:"#/properties/power/properties/offUri/pattern",keyword:"pattern",params:{pattern: "^https?://[^\\s/]+(?:/\\S*)?$"},message:"must match pattern \""+"^https?://[^\\s/]+(?:/\\S*)?$"+"\"",schema:"^https?://[^\\s/]+(?:/\\S*)?$",parentSchema:schema35.properties.power.properties.offUri,data:data14};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
else {
const err26 = {instancePath:instancePath+"/power/offUri",schemaPath:"#/properties/power/properties/offUri/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema35.properties.power.properties.offUri.type,parentSchema:schema35.properties.power.properties.offUri,data:data14};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
if(data4.queryUri !== undefined){
let data15 = data4.queryUri;
if(typeof data15 === "string"){
if(!pattern26.test(data15)){
const err27 = {instancePath:instancePath+"/power/queryUri",schemaPath:"#/properties/power/properties/queryUri/pattern",keyword:"pattern",params:{pattern: "^https?://[^\\s/]+(?:/\\S*)?$"},message:"must match pattern \""+"^https?://[^\\s/]+(?:/\\S*)?$"+"\"",schema:"^https?://[^\\s/]+(?:/\\S*)?$",parentSchema:schema35.properties.power.properties.queryUri,data:data15};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
else {
const err28 = {instancePath:instancePath+"/power/queryUri",schemaPath:"#/properties/power/properties/queryUri/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema35.properties.power.properties.queryUri.type,parentSchema:schema35.properties.power.properties.queryUri,data:data15};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
if(data4.onRegex !== undefined){
let data16 = data4.onRegex;
if(typeof data16 === "string"){
if(!pattern60.test(data16)){
const err29 = {instancePath:instancePath+"/power/onRegex",schemaPath:"#/properties/power/properties/onRegex/pattern",keyword:"pattern",params:{pattern: "^(?!env:|file:)[^]+$"},message:"must match pattern \""+"^(?!env:|file:)[^]+$"+"\"",schema:"^(?!env:|file:)[^]+$",parentSchema:schema35.properties.power.properties.onRegex,data:data16};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
else {
const err30 = {instancePath:instancePath+"/power/onRegex",schemaPath:"#/properties/power/properties/onRegex/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema35.properties.power.properties.onRegex.type,parentSchema:schema35.properties.power.properties.onRegex,data:data16};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
if(data4.offRegex !== undefined){
let data17 = data4.offRegex;
if(typeof data17 === "string"){
if(!pattern60.test(data17)){
const err31 = {instancePath:instancePath+"/power/offRegex",schemaPath:"#/properties/power/properties/offRegex/pattern",keyword:"pattern",params:{pattern: "^(?!env:|file:)[^]+$"},message:"must match pattern \""+"^(?!env:|file:)[^]+$"+"\"",schema:"^(?!env:|file:)[^]+$",parentSchema:schema35.properties.power.properties.offRegex,data:data17};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
else {
const err32 = {instancePath:instancePath+"/power/offRegex",schemaPath:"#/properties/power/properties/offRegex/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema35.properties.power.properties.offRegex.type,parentSchema:schema35.properties.power.properties.offRegex,data:data17};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
if(data4.token !== undefined){
let data18 = data4.token;
if(typeof data18 === "string"){
if(!pattern61.test(data18)){
const err33 = {instancePath:instancePath+"/power/token",schemaPath:"#/properties/power/properties/token/pattern",keyword:"pattern",params:{pattern: "^(?:env:[A-Za-z_]\\w*|file:/.+)$"},message:"must match pattern \""+"^(?:env:[A-Za-z_]\\w*|file:/.+)$"+"\"",schema:"^(?:env:[A-Za-z_]\\w*|file:/.+)$",parentSchema:schema35.properties.power.properties.token,data:data18};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
else {
const err34 = {instancePath:instancePath+"/power/token",schemaPath:"#/properties/power/properties/token/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema35.properties.power.properties.token.type,parentSchema:schema35.properties.power.properties.token,data:data18};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
if(data4.verifyTls !== undefined){
let data19 = data4.verifyTls;
if(typeof data19 !== "boolean"){
const err35 = {instancePath:instancePath+"/power/verifyTls",schemaPath:"#/properties/power/properties/verifyTls/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema35.properties.power.properties.verifyTls.type,parentSchema:schema35.properties.power.properties.verifyTls,data:data19};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
}
else {
const err36 = {instancePath:instancePath+"/power",schemaPath:"#/properties/power/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema35.properties.power.type,parentSchema:schema35.properties.power,data:data4};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
if(data.owner !== undefined){
let data20 = data.owner;
if(typeof data20 === "string"){
if(!pattern68.test(data20)){
const err37 = {instancePath:instancePath+"/owner",schemaPath:"#/properties/owner/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9][A-Za-z0-9._@+-]*$"},message:"must match pattern \""+"^[A-Za-z0-9][A-Za-z0-9._@+-]*$"+"\"",schema:"^[A-Za-z0-9][A-Za-z0-9._@+-]*$",parentSchema:schema35.properties.owner,data:data20};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
else {
const err38 = {instancePath:instancePath+"/owner",schemaPath:"#/properties/owner/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema35.properties.owner.type,parentSchema:schema35.properties.owner,data:data20};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
if(data.labels !== undefined){
let data21 = data.labels;
if(data21 && typeof data21 == "object" && !Array.isArray(data21)){
for(const key2 in data21){
if(!(pattern69.test(key2))){
const err39 = {instancePath:instancePath+"/labels",schemaPath:"#/properties/labels/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},message:"must NOT have additional properties",schema:false,parentSchema:schema35.properties.labels,data:data21};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
for(const key3 in data21){
if(pattern69.test(key3)){
let data22 = data21[key3];
if(typeof data22 !== "string"){
const err40 = {instancePath:instancePath+"/labels/" + key3.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/labels/patternProperties/%5E%5BA-Za-z0-9%5D(%3F%3A%5BA-Za-z0-9._~1-%5D*%5BA-Za-z0-9%5D)%3F%24/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema35.properties.labels.patternProperties["^[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?$"].type,parentSchema:schema35.properties.labels.patternProperties["^[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?$"],data:data22};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
}
}
else {
const err41 = {instancePath:instancePath+"/labels",schemaPath:"#/properties/labels/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema35.properties.labels.type,parentSchema:schema35.properties.labels,data:data21};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
if(data.target !== undefined){
let data23 = data.target;
if(!(((data23 === "ready") || (data23 === "deployed")) || (data23 === "released"))){
const err42 = {instancePath:instancePath+"/target",schemaPath:"#/properties/target/enum",keyword:"enum",params:{allowedValues: schema35.properties.target.enum},message:"must be equal to one of the allowed values",schema:schema35.properties.target.enum,parentSchema:schema35.properties.target,data:data23};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
if(data.deploy !== undefined){
let data24 = data.deploy;
if(data24 && typeof data24 == "object" && !Array.isArray(data24)){
for(const key4 in data24){
if(!((((((((key4 === "generation") || (key4 === "image")) || (key4 === "kernel")) || (key4 === "inMemory")) || (key4 === "preseed")) || (key4 === "cloudInit")) || (key4 === "sshKeys")) || (key4 === "kernelOptions"))){
const err43 = {instancePath:instancePath+"/deploy",schemaPath:"#/properties/deploy/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4},message:"must NOT have additional properties",schema:false,parentSchema:schema35.properties.deploy,data:data24};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
}
if(data24.generation !== undefined){
let data25 = data24.generation;
if(!(((typeof data25 == "number") && (!(data25 % 1) && !isNaN(data25))) && (isFinite(data25)))){
const err44 = {instancePath:instancePath+"/deploy/generation",schemaPath:"#/properties/deploy/properties/generation/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema35.properties.deploy.properties.generation.type,parentSchema:schema35.properties.deploy.properties.generation,data:data25};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
if((typeof data25 == "number") && (isFinite(data25))){
if(data25 > 1000000 || isNaN(data25)){
const err45 = {instancePath:instancePath+"/deploy/generation",schemaPath:"#/properties/deploy/properties/generation/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000000},message:"must be <= 1000000",schema:1000000,parentSchema:schema35.properties.deploy.properties.generation,data:data25};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
if(data25 < 1 || isNaN(data25)){
const err46 = {instancePath:instancePath+"/deploy/generation",schemaPath:"#/properties/deploy/properties/generation/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema35.properties.deploy.properties.generation,data:data25};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
}
if(data24.image !== undefined){
let data26 = data24.image;
if(typeof data26 === "string"){
if(!pattern71.test(data26)){
const err47 = {instancePath:instancePath+"/deploy/image",schemaPath:"#/properties/deploy/properties/image/pattern",keyword:"pattern",params:{pattern: "^[a-z][a-z0-9-]*/[a-z0-9][a-z0-9.-]*$"},message:"must match pattern \""+"^[a-z][a-z0-9-]*/[a-z0-9][a-z0-9.-]*$"+"\"",schema:"^[a-z][a-z0-9-]*/[a-z0-9][a-z0-9.-]*$",parentSchema:schema35.properties.deploy.properties.image,data:data26};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
else {
const err48 = {instancePath:instancePath+"/deploy/image",schemaPath:"#/properties/deploy/properties/image/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema35.properties.deploy.properties.image.type,parentSchema:schema35.properties.deploy.properties.image,data:data26};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
}
if(data24.kernel !== undefined){
let data27 = data24.kernel;
if(typeof data27 === "string"){
if(!pattern19.test(data27)){
const err49 = {instancePath:instancePath+"/deploy/kernel",schemaPath:"#/properties/deploy/properties/kernel/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9][a-z0-9.-]*$"},message:"must match pattern \""+"^[a-z0-9][a-z0-9.-]*$"+"\"",schema:"^[a-z0-9][a-z0-9.-]*$",parentSchema:schema35.properties.deploy.properties.kernel,data:data27};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
else {
const err50 = {instancePath:instancePath+"/deploy/kernel",schemaPath:"#/properties/deploy/properties/kernel/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema35.properties.deploy.properties.kernel.type,parentSchema:schema35.properties.deploy.properties.kernel,data:data27};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
if(data24.inMemory !== undefined){
let data28 = data24.inMemory;
if(typeof data28 !== "boolean"){
const err51 = {instancePath:instancePath+"/deploy/inMemory",schemaPath:"#/properties/deploy/properties/inMemory/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema35.properties.deploy.properties.inMemory.type,parentSchema:schema35.properties.deploy.properties.inMemory,data:data28};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
}
if(data24.preseed !== undefined){
let data29 = data24.preseed;
if(typeof data29 === "string"){
if(!pattern4.test(data29)){
const err52 = {instancePath:instancePath+"/deploy/preseed",schemaPath:"#/properties/deploy/properties/preseed/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"},message:"must match pattern \""+"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"+"\"",schema:"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$",parentSchema:schema35.properties.deploy.properties.preseed,data:data29};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
}
else {
const err53 = {instancePath:instancePath+"/deploy/preseed",schemaPath:"#/properties/deploy/properties/preseed/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema35.properties.deploy.properties.preseed.type,parentSchema:schema35.properties.deploy.properties.preseed,data:data29};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
}
if(data24.cloudInit !== undefined){
let data30 = data24.cloudInit;
if(Array.isArray(data30)){
const len0 = data30.length;
for(let i0=0; i0<len0; i0++){
let data31 = data30[i0];
if(typeof data31 === "string"){
if(!pattern4.test(data31)){
const err54 = {instancePath:instancePath+"/deploy/cloudInit/" + i0,schemaPath:"#/properties/deploy/properties/cloudInit/items/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"},message:"must match pattern \""+"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"+"\"",schema:"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$",parentSchema:schema35.properties.deploy.properties.cloudInit.items,data:data31};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
}
else {
const err55 = {instancePath:instancePath+"/deploy/cloudInit/" + i0,schemaPath:"#/properties/deploy/properties/cloudInit/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema35.properties.deploy.properties.cloudInit.items.type,parentSchema:schema35.properties.deploy.properties.cloudInit.items,data:data31};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
}
}
else {
const err56 = {instancePath:instancePath+"/deploy/cloudInit",schemaPath:"#/properties/deploy/properties/cloudInit/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema35.properties.deploy.properties.cloudInit.type,parentSchema:schema35.properties.deploy.properties.cloudInit,data:data30};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
}
if(data24.sshKeys !== undefined){
let data32 = data24.sshKeys;
if(Array.isArray(data32)){
const len1 = data32.length;
for(let i1=0; i1<len1; i1++){
let data33 = data32[i1];
if(typeof data33 === "string"){
if(!pattern4.test(data33)){
const err57 = {instancePath:instancePath+"/deploy/sshKeys/" + i1,schemaPath:"#/properties/deploy/properties/sshKeys/items/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"},message:"must match pattern \""+"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"+"\"",schema:"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$",parentSchema:schema35.properties.deploy.properties.sshKeys.items,data:data33};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
}
else {
const err58 = {instancePath:instancePath+"/deploy/sshKeys/" + i1,schemaPath:"#/properties/deploy/properties/sshKeys/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema35.properties.deploy.properties.sshKeys.items.type,parentSchema:schema35.properties.deploy.properties.sshKeys.items,data:data33};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
}
}
else {
const err59 = {instancePath:instancePath+"/deploy/sshKeys",schemaPath:"#/properties/deploy/properties/sshKeys/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema35.properties.deploy.properties.sshKeys.type,parentSchema:schema35.properties.deploy.properties.sshKeys,data:data32};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
}
}
if(data24.kernelOptions !== undefined){
let data34 = data24.kernelOptions;
if(Array.isArray(data34)){
const len2 = data34.length;
for(let i2=0; i2<len2; i2++){
let data35 = data34[i2];
if(typeof data35 === "string"){
if(!pattern6.test(data35)){
const err60 = {instancePath:instancePath+"/deploy/kernelOptions/" + i2,schemaPath:"#/properties/deploy/properties/kernelOptions/items/pattern",keyword:"pattern",params:{pattern: "^\\S+$"},message:"must match pattern \""+"^\\S+$"+"\"",schema:"^\\S+$",parentSchema:schema35.properties.deploy.properties.kernelOptions.items,data:data35};
if(vErrors === null){
vErrors = [err60];
}
else {
vErrors.push(err60);
}
errors++;
}
}
else {
const err61 = {instancePath:instancePath+"/deploy/kernelOptions/" + i2,schemaPath:"#/properties/deploy/properties/kernelOptions/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema35.properties.deploy.properties.kernelOptions.items.type,parentSchema:schema35.properties.deploy.properties.kernelOptions.items,data:data35};
if(vErrors === null){
vErrors = [err61];
}
else {
vErrors.push(err61);
}
errors++;
}
}
}
else {
const err62 = {instancePath:instancePath+"/deploy/kernelOptions",schemaPath:"#/properties/deploy/properties/kernelOptions/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema35.properties.deploy.properties.kernelOptions.type,parentSchema:schema35.properties.deploy.properties.kernelOptions,data:data34};
if(vErrors === null){
vErrors = [err62];
}
else {
vErrors.push(err62);
}
errors++;
}
}
}
else {
const err63 = {instancePath:instancePath+"/deploy",schemaPath:"#/properties/deploy/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema35.properties.deploy.type,parentSchema:schema35.properties.deploy,data:data24};
if(vErrors === null){
vErrors = [err63];
}
else {
vErrors.push(err63);
}
errors++;
}
}
if(data.release !== undefined){
let data36 = data.release;
if(data36 && typeof data36 == "object" && !Array.isArray(data36)){
for(const key5 in data36){
if(!(((key5 === "generation") || (key5 === "erase")) || (key5 === "disks"))){
const err64 = {instancePath:instancePath+"/release",schemaPath:"#/properties/release/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key5},message:"must NOT have additional properties",schema:false,parentSchema:schema35.properties.release,data:data36};
if(vErrors === null){
vErrors = [err64];
}
else {
vErrors.push(err64);
}
errors++;
}
}
if(data36.generation !== undefined){
let data37 = data36.generation;
if(!(((typeof data37 == "number") && (!(data37 % 1) && !isNaN(data37))) && (isFinite(data37)))){
const err65 = {instancePath:instancePath+"/release/generation",schemaPath:"#/properties/release/properties/generation/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema35.properties.release.properties.generation.type,parentSchema:schema35.properties.release.properties.generation,data:data37};
if(vErrors === null){
vErrors = [err65];
}
else {
vErrors.push(err65);
}
errors++;
}
if((typeof data37 == "number") && (isFinite(data37))){
if(data37 > 1000000 || isNaN(data37)){
const err66 = {instancePath:instancePath+"/release/generation",schemaPath:"#/properties/release/properties/generation/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000000},message:"must be <= 1000000",schema:1000000,parentSchema:schema35.properties.release.properties.generation,data:data37};
if(vErrors === null){
vErrors = [err66];
}
else {
vErrors.push(err66);
}
errors++;
}
if(data37 < 1 || isNaN(data37)){
const err67 = {instancePath:instancePath+"/release/generation",schemaPath:"#/properties/release/properties/generation/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema35.properties.release.properties.generation,data:data37};
if(vErrors === null){
vErrors = [err67];
}
else {
vErrors.push(err67);
}
errors++;
}
}
}
if(data36.erase !== undefined){
let data38 = data36.erase;
if(!((((data38 === "none") || (data38 === "quick")) || (data38 === "secure")) || (data38 === "full"))){
const err68 = {instancePath:instancePath+"/release/erase",schemaPath:"#/properties/release/properties/erase/enum",keyword:"enum",params:{allowedValues: schema35.properties.release.properties.erase.enum},message:"must be equal to one of the allowed values",schema:schema35.properties.release.properties.erase.enum,parentSchema:schema35.properties.release.properties.erase,data:data38};
if(vErrors === null){
vErrors = [err68];
}
else {
vErrors.push(err68);
}
errors++;
}
}
if(data36.disks !== undefined){
let data39 = data36.disks;
if(Array.isArray(data39)){
const len3 = data39.length;
for(let i3=0; i3<len3; i3++){
let data40 = data39[i3];
if(typeof data40 === "string"){
if(!pattern11.test(data40)){
const err69 = {instancePath:instancePath+"/release/disks/" + i3,schemaPath:"#/properties/release/properties/disks/items/pattern",keyword:"pattern",params:{pattern: "\\S"},message:"must match pattern \""+"\\S"+"\"",schema:"\\S",parentSchema:schema35.properties.release.properties.disks.items,data:data40};
if(vErrors === null){
vErrors = [err69];
}
else {
vErrors.push(err69);
}
errors++;
}
}
else {
const err70 = {instancePath:instancePath+"/release/disks/" + i3,schemaPath:"#/properties/release/properties/disks/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema35.properties.release.properties.disks.items.type,parentSchema:schema35.properties.release.properties.disks.items,data:data40};
if(vErrors === null){
vErrors = [err70];
}
else {
vErrors.push(err70);
}
errors++;
}
}
}
else {
const err71 = {instancePath:instancePath+"/release/disks",schemaPath:"#/properties/release/properties/disks/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema35.properties.release.properties.disks.type,parentSchema:schema35.properties.release.properties.disks,data:data39};
if(vErrors === null){
vErrors = [err71];
}
else {
vErrors.push(err71);
}
errors++;
}
}
}
else {
const err72 = {instancePath:instancePath+"/release",schemaPath:"#/properties/release/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema35.properties.release.type,parentSchema:schema35.properties.release,data:data36};
if(vErrors === null){
vErrors = [err72];
}
else {
vErrors.push(err72);
}
errors++;
}
}
if(data.storage !== undefined){
let data41 = data.storage;
if(data41 && typeof data41 == "object" && !Array.isArray(data41)){
for(const key6 in data41){
if(!((key6 === "layout") || (key6 === "disk"))){
const err73 = {instancePath:instancePath+"/storage",schemaPath:"#/properties/storage/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key6},message:"must NOT have additional properties",schema:false,parentSchema:schema35.properties.storage,data:data41};
if(vErrors === null){
vErrors = [err73];
}
else {
vErrors.push(err73);
}
errors++;
}
}
if(data41.layout !== undefined){
let data42 = data41.layout;
if(!(data42 === "flat")){
const err74 = {instancePath:instancePath+"/storage/layout",schemaPath:"#/properties/storage/properties/layout/enum",keyword:"enum",params:{allowedValues: schema35.properties.storage.properties.layout.enum},message:"must be equal to one of the allowed values",schema:schema35.properties.storage.properties.layout.enum,parentSchema:schema35.properties.storage.properties.layout,data:data42};
if(vErrors === null){
vErrors = [err74];
}
else {
vErrors.push(err74);
}
errors++;
}
}
if(data41.disk !== undefined){
let data43 = data41.disk;
if(data43 && typeof data43 == "object" && !Array.isArray(data43)){
for(const key7 in data43){
if(!((key7 === "serial") || (key7 === "wwn"))){
const err75 = {instancePath:instancePath+"/storage/disk",schemaPath:"#/properties/storage/properties/disk/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key7},message:"must NOT have additional properties",schema:false,parentSchema:schema35.properties.storage.properties.disk,data:data43};
if(vErrors === null){
vErrors = [err75];
}
else {
vErrors.push(err75);
}
errors++;
}
}
if(data43.serial !== undefined){
let data44 = data43.serial;
if(typeof data44 === "string"){
if(!pattern11.test(data44)){
const err76 = {instancePath:instancePath+"/storage/disk/serial",schemaPath:"#/properties/storage/properties/disk/properties/serial/pattern",keyword:"pattern",params:{pattern: "\\S"},message:"must match pattern \""+"\\S"+"\"",schema:"\\S",parentSchema:schema35.properties.storage.properties.disk.properties.serial,data:data44};
if(vErrors === null){
vErrors = [err76];
}
else {
vErrors.push(err76);
}
errors++;
}
}
else {
const err77 = {instancePath:instancePath+"/storage/disk/serial",schemaPath:"#/properties/storage/properties/disk/properties/serial/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema35.properties.storage.properties.disk.properties.serial.type,parentSchema:schema35.properties.storage.properties.disk.properties.serial,data:data44};
if(vErrors === null){
vErrors = [err77];
}
else {
vErrors.push(err77);
}
errors++;
}
}
if(data43.wwn !== undefined){
let data45 = data43.wwn;
if(typeof data45 === "string"){
if(!pattern11.test(data45)){
const err78 = {instancePath:instancePath+"/storage/disk/wwn",schemaPath:"#/properties/storage/properties/disk/properties/wwn/pattern",keyword:"pattern",params:{pattern: "\\S"},message:"must match pattern \""+"\\S"+"\"",schema:"\\S",parentSchema:schema35.properties.storage.properties.disk.properties.wwn,data:data45};
if(vErrors === null){
vErrors = [err78];
}
else {
vErrors.push(err78);
}
errors++;
}
}
else {
const err79 = {instancePath:instancePath+"/storage/disk/wwn",schemaPath:"#/properties/storage/properties/disk/properties/wwn/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema35.properties.storage.properties.disk.properties.wwn.type,parentSchema:schema35.properties.storage.properties.disk.properties.wwn,data:data45};
if(vErrors === null){
vErrors = [err79];
}
else {
vErrors.push(err79);
}
errors++;
}
}
}
else {
const err80 = {instancePath:instancePath+"/storage/disk",schemaPath:"#/properties/storage/properties/disk/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema35.properties.storage.properties.disk.type,parentSchema:schema35.properties.storage.properties.disk,data:data43};
if(vErrors === null){
vErrors = [err80];
}
else {
vErrors.push(err80);
}
errors++;
}
}
}
else {
const err81 = {instancePath:instancePath+"/storage",schemaPath:"#/properties/storage/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema35.properties.storage.type,parentSchema:schema35.properties.storage,data:data41};
if(vErrors === null){
vErrors = [err81];
}
else {
vErrors.push(err81);
}
errors++;
}
}
if(data.firstContact !== undefined){
let data46 = data.firstContact;
if(data46 && typeof data46 == "object" && !Array.isArray(data46)){
if(data46.take === undefined){
const err82 = {instancePath:instancePath+"/firstContact",schemaPath:"#/properties/firstContact/required",keyword:"required",params:{missingProperty: "take"},message:"must have required property '"+"take"+"'",schema:schema35.properties.firstContact.required,parentSchema:schema35.properties.firstContact,data:data46};
if(vErrors === null){
vErrors = [err82];
}
else {
vErrors.push(err82);
}
errors++;
}
for(const key8 in data46){
if(!(key8 === "take")){
const err83 = {instancePath:instancePath+"/firstContact",schemaPath:"#/properties/firstContact/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key8},message:"must NOT have additional properties",schema:false,parentSchema:schema35.properties.firstContact,data:data46};
if(vErrors === null){
vErrors = [err83];
}
else {
vErrors.push(err83);
}
errors++;
}
}
if(data46.take !== undefined){
let data47 = data46.take;
if(typeof data47 === "string"){
if(!pattern5.test(data47)){
const err84 = {instancePath:instancePath+"/firstContact/take",schemaPath:"#/properties/firstContact/properties/take/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9-]{6,64}$"},message:"must match pattern \""+"^[A-Za-z0-9-]{6,64}$"+"\"",schema:"^[A-Za-z0-9-]{6,64}$",parentSchema:schema35.properties.firstContact.properties.take,data:data47};
if(vErrors === null){
vErrors = [err84];
}
else {
vErrors.push(err84);
}
errors++;
}
}
else {
const err85 = {instancePath:instancePath+"/firstContact/take",schemaPath:"#/properties/firstContact/properties/take/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema35.properties.firstContact.properties.take.type,parentSchema:schema35.properties.firstContact.properties.take,data:data47};
if(vErrors === null){
vErrors = [err85];
}
else {
vErrors.push(err85);
}
errors++;
}
}
}
else {
const err86 = {instancePath:instancePath+"/firstContact",schemaPath:"#/properties/firstContact/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema35.properties.firstContact.type,parentSchema:schema35.properties.firstContact,data:data46};
if(vErrors === null){
vErrors = [err86];
}
else {
vErrors.push(err86);
}
errors++;
}
}
if(data.adopt !== undefined){
let data48 = data.adopt;
if(typeof data48 !== "boolean"){
const err87 = {instancePath:instancePath+"/adopt",schemaPath:"#/properties/adopt/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema35.properties.adopt.type,parentSchema:schema35.properties.adopt,data:data48};
if(vErrors === null){
vErrors = [err87];
}
else {
vErrors.push(err87);
}
errors++;
}
}
if(data.protect !== undefined){
let data49 = data.protect;
if(data49 && typeof data49 == "object" && !Array.isArray(data49)){
for(const key9 in data49){
if(!(((key9 === "reinstall") || (key9 === "release")) || (key9 === "reason"))){
const err88 = {instancePath:instancePath+"/protect",schemaPath:"#/properties/protect/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key9},message:"must NOT have additional properties",schema:false,parentSchema:schema35.properties.protect,data:data49};
if(vErrors === null){
vErrors = [err88];
}
else {
vErrors.push(err88);
}
errors++;
}
}
if(data49.reinstall !== undefined){
let data50 = data49.reinstall;
if(typeof data50 !== "boolean"){
const err89 = {instancePath:instancePath+"/protect/reinstall",schemaPath:"#/properties/protect/properties/reinstall/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema35.properties.protect.properties.reinstall.type,parentSchema:schema35.properties.protect.properties.reinstall,data:data50};
if(vErrors === null){
vErrors = [err89];
}
else {
vErrors.push(err89);
}
errors++;
}
}
if(data49.release !== undefined){
let data51 = data49.release;
if(typeof data51 !== "boolean"){
const err90 = {instancePath:instancePath+"/protect/release",schemaPath:"#/properties/protect/properties/release/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema35.properties.protect.properties.release.type,parentSchema:schema35.properties.protect.properties.release,data:data51};
if(vErrors === null){
vErrors = [err90];
}
else {
vErrors.push(err90);
}
errors++;
}
}
if(data49.reason !== undefined){
let data52 = data49.reason;
if(typeof data52 === "string"){
if(!pattern11.test(data52)){
const err91 = {instancePath:instancePath+"/protect/reason",schemaPath:"#/properties/protect/properties/reason/pattern",keyword:"pattern",params:{pattern: "\\S"},message:"must match pattern \""+"\\S"+"\"",schema:"\\S",parentSchema:schema35.properties.protect.properties.reason,data:data52};
if(vErrors === null){
vErrors = [err91];
}
else {
vErrors.push(err91);
}
errors++;
}
}
else {
const err92 = {instancePath:instancePath+"/protect/reason",schemaPath:"#/properties/protect/properties/reason/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema35.properties.protect.properties.reason.type,parentSchema:schema35.properties.protect.properties.reason,data:data52};
if(vErrors === null){
vErrors = [err92];
}
else {
vErrors.push(err92);
}
errors++;
}
}
}
else {
const err93 = {instancePath:instancePath+"/protect",schemaPath:"#/properties/protect/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema35.properties.protect.type,parentSchema:schema35.properties.protect,data:data49};
if(vErrors === null){
vErrors = [err93];
}
else {
vErrors.push(err93);
}
errors++;
}
}
}
else {
const err94 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema35.type,parentSchema:schema35,data};
if(vErrors === null){
vErrors = [err94];
}
else {
vErrors.push(err94);
}
errors++;
}
validate24.errors = vErrors;
return errors === 0;
}
validate24.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

export const Machine = validate25;
const schema36 = {"type":"object","required":["kind","name","macs"],"properties":{"kind":{"type":"string","const":"Machine","description":"A computer with MAC addresses, and usually with a BMC.","examples":["Machine"]},"name":{"type":"string","pattern":"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$","patternErrorMessage":"write lower-case letters, digits and dashes, 63 at most, with a letter or digit at both ends","description":"What other documents call it by; unique among documents of its kind.","examples":["n1"]},"macs":{"type":"array","items":{"type":"string","pattern":"^[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\\1){4}[0-9A-Fa-f]{2}$","patternErrorMessage":"write six pairs of hexadecimal digits: \"52:54:00:12:34:56\"","description":"MAC address of one of its network interfaces."},"description":"MAC addresses of its network interfaces; the machine is known by them.","minItems":1,"examples":[["00:00:5e:00:53:01"]]},"uuid":{"type":"string","pattern":"^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$","patternErrorMessage":"write a UUID, as `dmidecode -s system-uuid` prints it","description":"DMI system UUID, in the byte order of `dmidecode`.","examples":["4c4c4544-0042-3510-8051-b4c04f4d3232"]},"serial":{"type":"string","pattern":"\\S","patternErrorMessage":"write some text","description":"DMI system serial.","examples":["B5QM222"]},"profiles":{"type":"array","items":{"type":"string","pattern":"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$","patternErrorMessage":"write lower-case letters, digits and dashes, 63 at most, with a letter or digit at both ends","description":"Name of a Profile document.","examples":["base"]},"description":"Profiles it is made of; later ones win, the machine wins over all.","examples":[["base"]]},"architecture":{"enum":["amd64","arm64","armhf","i386","ppc64el","s390x"],"description":"Architecture of the machine.","default":"amd64","examples":["amd64"]},"firmware":{"enum":["bios","uefi"],"description":"How it boots, before commissioning has found out.","examples":["uefi"]},"power":{"type":"object","properties":{"type":{"enum":["ipmi","webhook","manual"],"description":"How the machine is switched on and off.","examples":["ipmi"]},"address":{"type":"string","pattern":"^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$","patternErrorMessage":"write a host name or an IPv4 address, without a scheme","description":"Address of the BMC.","examples":["192.0.2.201"]},"port":{"type":"integer","minimum":1,"maximum":65535,"description":"UDP port of the BMC.","default":623,"examples":[623]},"user":{"type":"string","pattern":"^(?!env:|file:)[^]+$","patternErrorMessage":"write the text itself; only passwords and tokens are references","description":"Name to log in with.","examples":["maas"]},"password":{"type":"string","pattern":"^(?:env:[A-Za-z_]\\w*|file:/.+)$","patternErrorMessage":"write where the controller finds it, env:NAME or file:/absolute/path, never the secret itself","writeOnly":true,"description":"Where the password is kept.","examples":["env:BMC_PASSWORD"]},"cipherSuite":{"enum":[3,8,12,17],"description":"RMCP+ cipher suite.","default":3,"examples":[17]},"privilege":{"enum":["USER","OPERATOR","ADMIN"],"description":"Privilege level of the session.","default":"OPERATOR","examples":["OPERATOR"]},"bootType":{"enum":["auto","legacy","efi"],"description":"Firmware mode asked for with the boot device; `auto` follows the machine.","default":"auto","examples":["efi"]},"onUri":{"type":"string","pattern":"^https?://[^\\s/]+(?:/\\S*)?$","patternErrorMessage":"write a URL that begins with http:// or https://","description":"POST here powers the machine on.","examples":["https://power.example.com/n1"]},"offUri":{"type":"string","pattern":"^https?://[^\\s/]+(?:/\\S*)?$","patternErrorMessage":"write a URL that begins with http:// or https://","description":"POST here powers it off.","examples":["https://power.example.com/n1"]},"queryUri":{"type":"string","pattern":"^https?://[^\\s/]+(?:/\\S*)?$","patternErrorMessage":"write a URL that begins with http:// or https://","description":"GET here says which it is.","examples":["https://power.example.com/n1"]},"onRegex":{"type":"string","pattern":"^(?!env:|file:)[^]+$","patternErrorMessage":"write the text itself; only passwords and tokens are references","description":"In the answer to the query: it is on.","default":"status.*\\:.*running","examples":["status.*\\:.*running"]},"offRegex":{"type":"string","pattern":"^(?!env:|file:)[^]+$","patternErrorMessage":"write the text itself; only passwords and tokens are references","description":"In the answer to the query: it is off.","default":"status.*\\:.*stopped","examples":["status.*\\:.*stopped"]},"token":{"type":"string","pattern":"^(?:env:[A-Za-z_]\\w*|file:/.+)$","patternErrorMessage":"write where the controller finds it, env:NAME or file:/absolute/path, never the secret itself","writeOnly":true,"description":"Where the bearer token is kept.","examples":["env:POWER_TOKEN"]},"verifyTls":{"type":"boolean","description":"Whether the certificate must be trusted.","default":true,"examples":[true]}},"additionalProperties":false,"description":"How the machine is switched on and off: a type, and what that type needs.","examples":[{"type":"ipmi","address":"192.0.2.201","user":"maas","password":"env:BMC_PASSWORD"}]},"owner":{"type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9._@+-]*$","patternErrorMessage":"write a name without spaces","description":"Whose machine it is. A change on a deployed machine needs a release first.","examples":["team-web"]},"labels":{"type":"object","patternProperties":{"^[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?$":{"type":"string","description":"A value."}},"additionalProperties":false,"description":"Labels: names and values, in text.","examples":[{"rack":"a1"}]},"target":{"enum":["ready","deployed","released"],"description":"`ready`: commissioned and powered off. `deployed`: runs what `deploy` says.","default":"ready","examples":["deployed"]},"deploy":{"type":"object","properties":{"generation":{"type":"integer","minimum":1,"maximum":1000000,"description":"Each generation is installed at most once, ever. Only raising it installs again.","examples":[2],"default":1},"image":{"type":"string","pattern":"^[a-z][a-z0-9-]*/[a-z0-9][a-z0-9.-]*$","patternErrorMessage":"write os/release in lower case: ubuntu/noble","description":"What to install: `os/release`. Required where `target` is deployed.","examples":["ubuntu/noble"]},"kernel":{"type":"string","pattern":"^[a-z0-9][a-z0-9.-]*$","patternErrorMessage":"write ga, hwe, or an exact name such as ga-24.04","description":"Kernel to boot and to install.","default":"ga","examples":["ga","hwe","ga-24.04"]},"inMemory":{"type":"boolean","description":"Run from memory: no disk is written, and every boot gets the same again.","default":false,"examples":[true]},"preseed":{"type":"string","pattern":"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$","patternErrorMessage":"write lower-case letters, digits and dashes, 63 at most, with a letter or digit at both ends","description":"Name of a Preseed document.","examples":["base"]},"cloudInit":{"type":"array","items":{"type":"string","pattern":"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$","patternErrorMessage":"write lower-case letters, digits and dashes, 63 at most, with a letter or digit at both ends","description":"Name of a CloudInit document.","examples":["base"]},"description":"User-data, in this order.","examples":[["base"]]},"sshKeys":{"type":"array","items":{"type":"string","pattern":"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$","patternErrorMessage":"write lower-case letters, digits and dashes, 63 at most, with a letter or digit at both ends","description":"Name of a SshKeys document.","examples":["base"]},"description":"Who may log in.","examples":[["base"]]},"kernelOptions":{"type":"array","items":{"type":"string","pattern":"^\\S+$","patternErrorMessage":"write one option without spaces","description":"One kernel option."},"description":"Kernel options for the installer and for the installed system.","examples":[["console=ttyS1,115200n8"]]}},"additionalProperties":false,"description":"What the machine runs, once its target is deployed.","examples":[{"image":"ubuntu/noble","sshKeys":["operators"]}]},"release":{"type":"object","properties":{"generation":{"type":"integer","minimum":1,"maximum":1000000,"description":"The generation that is to be released, as installed.","examples":[2]},"erase":{"enum":["none","quick","secure","full"],"description":"How the disks that are installed on are erased. `quick`: signatures and both ends; `secure`: by the drive itself, or not at all; `full`: every byte is overwritten. A machine that ran in memory has none.","default":"none","examples":["quick"]},"disks":{"type":"array","items":{"type":"string","pattern":"\\S","patternErrorMessage":"write some text","description":"Serial number or WWN of a disk."},"description":"Other disks of the machine to erase too, by serial number or WWN.","examples":[["S3Z8NX0M123456"]]}},"additionalProperties":false,"description":"Acts only when it names the generation that is installed.","examples":[{"generation":1},{"generation":2,"erase":"secure"}]},"storage":{"type":"object","properties":{"layout":{"enum":["flat"],"description":"`flat`: one root filesystem, and an EFI partition where the firmware wants one.","default":"flat","examples":["flat"]},"disk":{"type":"object","properties":{"serial":{"type":"string","pattern":"\\S","patternErrorMessage":"write some text","description":"Serial number.","examples":["S3Z8NX0M123456"]},"wwn":{"type":"string","pattern":"\\S","patternErrorMessage":"write some text","description":"World Wide Name.","examples":["0x5002538e40a1b2c3"]}},"additionalProperties":false,"description":"The disk for the root filesystem; without it, the machine must have exactly one.","examples":[{"serial":"S3Z8NX0M123456"}]}},"additionalProperties":false,"description":"How the disks are partitioned.","examples":[{"layout":"flat","disk":{"serial":"S3Z8NX0M123456"}}]},"firstContact":{"type":"object","required":["take"],"properties":{"take":{"type":"string","pattern":"^[A-Za-z0-9-]{6,64}$","patternErrorMessage":"write the id that `reconcile state init` printed","description":"The `stateId` of the store that may take the machine; no other may.","examples":["k3v9q0x2m7ab"]}},"additionalProperties":false,"description":"Lifts the checks at first contact (power confirmed off, disks without data) for one store.","examples":[{"take":"k3v9q0x2m7ab"}]},"adopt":{"type":"boolean","description":"Take the machine over as it runs: never installed until its generation is raised.","default":false,"examples":[true]},"protect":{"type":"object","properties":{"reinstall":{"type":"boolean","description":"Not to be installed again, once it was installed.","default":true,"examples":[true]},"release":{"type":"boolean","description":"Not to be released.","default":true,"examples":[false]},"reason":{"type":"string","pattern":"\\S","patternErrorMessage":"write some text","description":"Why; plans say it.","examples":["orders database"]}},"additionalProperties":false,"description":"What no plan may do to the machine. Lifted by a commit of its own: what the first commit without it asks for is refused for ever.","examples":[{"reason":"orders database"}]},"network":{"type":"object","properties":{"interfaces":{"type":"array","items":{"type":"object","required":["mac"],"properties":{"mac":{"type":"string","pattern":"^[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\\1){4}[0-9A-Fa-f]{2}$","patternErrorMessage":"write six pairs of hexadecimal digits: \"52:54:00:12:34:56\"","description":"One of the machine's MAC addresses.","examples":["00:00:5e:00:53:01"]},"subnet":{"type":"string","pattern":"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$","patternErrorMessage":"write lower-case letters, digits and dashes, 63 at most, with a letter or digit at both ends","description":"Name of a Subnet document.","examples":["base"]},"address":{"type":"string","pattern":"^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}$","patternErrorMessage":"write an IPv4 address, without leading zeros: 10.0.0.1","description":"A reservation: this MAC gets this address, and nobody else does.","examples":["192.0.2.11"]}},"additionalProperties":false,"description":"One network interface."},"description":"Its network interfaces.","examples":[[{"mac":"00:00:5e:00:53:01","address":"192.0.2.11"}]]}},"additionalProperties":false,"description":"Where its interfaces are attached.","examples":[{"interfaces":[{"mac":"00:00:5e:00:53:01","address":"192.0.2.11"}]}]}},"additionalProperties":false,"description":"A physical or virtual computer.","$id":"Machine"};
const pattern83 = new RegExp("^[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\\1){4}[0-9A-Fa-f]{2}$", "u");
const pattern84 = new RegExp("^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$", "u");

function validate25(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="Machine" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate25.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.kind === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "kind"},message:"must have required property '"+"kind"+"'",schema:schema36.required,parentSchema:schema36,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.name === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema36.required,parentSchema:schema36,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.macs === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "macs"},message:"must have required property '"+"macs"+"'",schema:schema36.required,parentSchema:schema36,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
for(const key0 in data){
if(!(func1.call(schema36.properties, key0))){
const err3 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema36,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.kind !== undefined){
let data0 = data.kind;
if(typeof data0 !== "string"){
const err4 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.kind.type,parentSchema:schema36.properties.kind,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if("Machine" !== data0){
const err5 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "Machine"},message:"must be equal to constant",schema:"Machine",parentSchema:schema36.properties.kind,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.name !== undefined){
let data1 = data.name;
if(typeof data1 === "string"){
if(!pattern4.test(data1)){
const err6 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"},message:"must match pattern \""+"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"+"\"",schema:"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$",parentSchema:schema36.properties.name,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.name.type,parentSchema:schema36.properties.name,data:data1};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.macs !== undefined){
let data2 = data.macs;
if(Array.isArray(data2)){
if(data2.length < 1){
const err8 = {instancePath:instancePath+"/macs",schemaPath:"#/properties/macs/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema36.properties.macs,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
const len0 = data2.length;
for(let i0=0; i0<len0; i0++){
let data3 = data2[i0];
if(typeof data3 === "string"){
if(!pattern83.test(data3)){
const err9 = {instancePath:instancePath+"/macs/" + i0,schemaPath:"#/properties/macs/items/pattern",keyword:"pattern",params:{pattern: "^[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\\1){4}[0-9A-Fa-f]{2}$"},message:"must match pattern \""+"^[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\\1){4}[0-9A-Fa-f]{2}$"+"\"",schema:"^[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\\1){4}[0-9A-Fa-f]{2}$",parentSchema:schema36.properties.macs.items,data:data3};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
else {
const err10 = {instancePath:instancePath+"/macs/" + i0,schemaPath:"#/properties/macs/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.macs.items.type,parentSchema:schema36.properties.macs.items,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
}
else {
const err11 = {instancePath:instancePath+"/macs",schemaPath:"#/properties/macs/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema36.properties.macs.type,parentSchema:schema36.properties.macs,data:data2};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data.uuid !== undefined){
let data4 = data.uuid;
if(typeof data4 === "string"){
if(!pattern84.test(data4)){
const err12 = {instancePath:instancePath+"/uuid",schemaPath:"#/properties/uuid/pattern",keyword:"pattern",params:{pattern: "^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"},message:"must match pattern \""+"^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"+"\"",schema:"^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$",parentSchema:schema36.properties.uuid,data:data4};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
else {
const err13 = {instancePath:instancePath+"/uuid",schemaPath:"#/properties/uuid/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.uuid.type,parentSchema:schema36.properties.uuid,data:data4};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data.serial !== undefined){
let data5 = data.serial;
if(typeof data5 === "string"){
if(!pattern11.test(data5)){
const err14 = {instancePath:instancePath+"/serial",schemaPath:"#/properties/serial/pattern",keyword:"pattern",params:{pattern: "\\S"},message:"must match pattern \""+"\\S"+"\"",schema:"\\S",parentSchema:schema36.properties.serial,data:data5};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
else {
const err15 = {instancePath:instancePath+"/serial",schemaPath:"#/properties/serial/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.serial.type,parentSchema:schema36.properties.serial,data:data5};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data.profiles !== undefined){
let data6 = data.profiles;
if(Array.isArray(data6)){
const len1 = data6.length;
for(let i1=0; i1<len1; i1++){
let data7 = data6[i1];
if(typeof data7 === "string"){
if(!pattern4.test(data7)){
const err16 = {instancePath:instancePath+"/profiles/" + i1,schemaPath:"#/properties/profiles/items/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"},message:"must match pattern \""+"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"+"\"",schema:"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$",parentSchema:schema36.properties.profiles.items,data:data7};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
else {
const err17 = {instancePath:instancePath+"/profiles/" + i1,schemaPath:"#/properties/profiles/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.profiles.items.type,parentSchema:schema36.properties.profiles.items,data:data7};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
}
else {
const err18 = {instancePath:instancePath+"/profiles",schemaPath:"#/properties/profiles/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema36.properties.profiles.type,parentSchema:schema36.properties.profiles,data:data6};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data.architecture !== undefined){
let data8 = data.architecture;
if(!((((((data8 === "amd64") || (data8 === "arm64")) || (data8 === "armhf")) || (data8 === "i386")) || (data8 === "ppc64el")) || (data8 === "s390x"))){
const err19 = {instancePath:instancePath+"/architecture",schemaPath:"#/properties/architecture/enum",keyword:"enum",params:{allowedValues: schema36.properties.architecture.enum},message:"must be equal to one of the allowed values",schema:schema36.properties.architecture.enum,parentSchema:schema36.properties.architecture,data:data8};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data.firmware !== undefined){
let data9 = data.firmware;
if(!((data9 === "bios") || (data9 === "uefi"))){
const err20 = {instancePath:instancePath+"/firmware",schemaPath:"#/properties/firmware/enum",keyword:"enum",params:{allowedValues: schema36.properties.firmware.enum},message:"must be equal to one of the allowed values",schema:schema36.properties.firmware.enum,parentSchema:schema36.properties.firmware,data:data9};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data.power !== undefined){
let data10 = data.power;
if(data10 && typeof data10 == "object" && !Array.isArray(data10)){
for(const key1 in data10){
if(!(func1.call(schema36.properties.power.properties, key1))){
const err21 = {instancePath:instancePath+"/power",schemaPath:"#/properties/power/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema36.properties.power,data:data10};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data10.type !== undefined){
let data11 = data10.type;
if(!(((data11 === "ipmi") || (data11 === "webhook")) || (data11 === "manual"))){
const err22 = {instancePath:instancePath+"/power/type",schemaPath:"#/properties/power/properties/type/enum",keyword:"enum",params:{allowedValues: schema36.properties.power.properties.type.enum},message:"must be equal to one of the allowed values",schema:schema36.properties.power.properties.type.enum,parentSchema:schema36.properties.power.properties.type,data:data11};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
if(data10.address !== undefined){
let data12 = data10.address;
if(typeof data12 === "string"){
if(!pattern24.test(data12)){
const err23 = {instancePath:instancePath+"/power/address",schemaPath:"#/properties/power/properties/address/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$"},message:"must match pattern \""+"^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$"+"\"",schema:"^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$",parentSchema:schema36.properties.power.properties.address,data:data12};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
else {
const err24 = {instancePath:instancePath+"/power/address",schemaPath:"#/properties/power/properties/address/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.power.properties.address.type,parentSchema:schema36.properties.power.properties.address,data:data12};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(data10.port !== undefined){
let data13 = data10.port;
if(!(((typeof data13 == "number") && (!(data13 % 1) && !isNaN(data13))) && (isFinite(data13)))){
const err25 = {instancePath:instancePath+"/power/port",schemaPath:"#/properties/power/properties/port/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema36.properties.power.properties.port.type,parentSchema:schema36.properties.power.properties.port,data:data13};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
if((typeof data13 == "number") && (isFinite(data13))){
if(data13 > 65535 || isNaN(data13)){
const err26 = {instancePath:instancePath+"/power/port",schemaPath:"#/properties/power/properties/port/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema36.properties.power.properties.port,data:data13};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
if(data13 < 1 || isNaN(data13)){
const err27 = {instancePath:instancePath+"/power/port",schemaPath:"#/properties/power/properties/port/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema36.properties.power.properties.port,data:data13};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
}
if(data10.user !== undefined){
let data14 = data10.user;
if(typeof data14 === "string"){
if(!pattern60.test(data14)){
const err28 = {instancePath:instancePath+"/power/user",schemaPath:"#/properties/power/properties/user/pattern",keyword:"pattern",params:{pattern: "^(?!env:|file:)[^]+$"},message:"must match pattern \""+"^(?!env:|file:)[^]+$"+"\"",schema:"^(?!env:|file:)[^]+$",parentSchema:schema36.properties.power.properties.user,data:data14};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
else {
const err29 = {instancePath:instancePath+"/power/user",schemaPath:"#/properties/power/properties/user/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.power.properties.user.type,parentSchema:schema36.properties.power.properties.user,data:data14};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
if(data10.password !== undefined){
let data15 = data10.password;
if(typeof data15 === "string"){
if(!pattern61.test(data15)){
const err30 = {instancePath:instancePath+"/power/password",schemaPath:"#/properties/power/properties/password/pattern",keyword:"pattern",params:{pattern: "^(?:env:[A-Za-z_]\\w*|file:/.+)$"},message:"must match pattern \""+"^(?:env:[A-Za-z_]\\w*|file:/.+)$"+"\"",schema:"^(?:env:[A-Za-z_]\\w*|file:/.+)$",parentSchema:schema36.properties.power.properties.password,data:data15};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
else {
const err31 = {instancePath:instancePath+"/power/password",schemaPath:"#/properties/power/properties/password/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.power.properties.password.type,parentSchema:schema36.properties.power.properties.password,data:data15};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
if(data10.cipherSuite !== undefined){
let data16 = data10.cipherSuite;
if(!((((data16 === 3) || (data16 === 8)) || (data16 === 12)) || (data16 === 17))){
const err32 = {instancePath:instancePath+"/power/cipherSuite",schemaPath:"#/properties/power/properties/cipherSuite/enum",keyword:"enum",params:{allowedValues: schema36.properties.power.properties.cipherSuite.enum},message:"must be equal to one of the allowed values",schema:schema36.properties.power.properties.cipherSuite.enum,parentSchema:schema36.properties.power.properties.cipherSuite,data:data16};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
if(data10.privilege !== undefined){
let data17 = data10.privilege;
if(!(((data17 === "USER") || (data17 === "OPERATOR")) || (data17 === "ADMIN"))){
const err33 = {instancePath:instancePath+"/power/privilege",schemaPath:"#/properties/power/properties/privilege/enum",keyword:"enum",params:{allowedValues: schema36.properties.power.properties.privilege.enum},message:"must be equal to one of the allowed values",schema:schema36.properties.power.properties.privilege.enum,parentSchema:schema36.properties.power.properties.privilege,data:data17};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
if(data10.bootType !== undefined){
let data18 = data10.bootType;
if(!(((data18 === "auto") || (data18 === "legacy")) || (data18 === "efi"))){
const err34 = {instancePath:instancePath+"/power/bootType",schemaPath:"#/properties/power/properties/bootType/enum",keyword:"enum",params:{allowedValues: schema36.properties.power.properties.bootType.enum},message:"must be equal to one of the allowed values",schema:schema36.properties.power.properties.bootType.enum,parentSchema:schema36.properties.power.properties.bootType,data:data18};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
if(data10.onUri !== undefined){
let data19 = data10.onUri;
if(typeof data19 === "string"){
if(!pattern26.test(data19)){
const err35 = {instancePath:instancePath+"/power/onUri",schemaPath:"#/properties/power/properties/onUri/pattern",keyword:"pattern",params:{pattern: "^https?://[^\\s/]+(?:/\\S*)?$"},message:"must match pattern \""+"^https?://[^\\s/]+(?:/\\S*)?$"+"\"",schema:"^https?://[^\\s/]+(?:/\\S*)?$",parentSchema:schema36.properties.power.properties.onUri,data:data19};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
else {
const err36 = {instancePath:instancePath+"/power/onUri",schemaPath:"#/properties/power/properties/onUri/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.power.properties.onUri.type,parentSchema:schema36.properties.power.properties.onUri,data:data19};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
if(data10.offUri !== undefined){
let data20 = data10.offUri;
if(typeof data20 === "string"){
if(!pattern26.test(data20)){
const err37 = {instancePath:instancePath+"/power/offUri",schemaPath:"#/properties/power/properties/offUri/pattern",keyword:"pattern",params:{pattern: "^https?://[^\\s/]+(?:/\\S*)?$"},message:"must match pattern \""+"^https?://[^\\s/]+(?:/\\S*)?$"+"\"",schema:"^https?://[^\\s/]+(?:/\\S*)?$",parentSchema:schema36.properties.power.properties.offUri,data:data20};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
else {
const err38 = {instancePath:instancePath+"/power/offUri",schemaPath:"#/properties/power/properties/offUri/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.power.properties.offUri.type,parentSchema:schema36.properties.power.properties.offUri,data:data20};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
if(data10.queryUri !== undefined){
let data21 = data10.queryUri;
if(typeof data21 === "string"){
if(!pattern26.test(data21)){
const err39 = {instancePath:instancePath+"/power/queryUri",schemaPath:"#/properties/power/properties/queryUri/pattern",keyword:"pattern",params:{pattern: "^https?://[^\\s/]+(?:/\\S*)?$"},message:"must match pattern \""+"^https?://[^\\s/]+(?:/\\S*)?$"+"\"",schema:"^https?://[^\\s/]+(?:/\\S*)?$",parentSchema:schema36.properties.power.properties.queryUri,data:data21};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
else {
const err40 = {instancePath:instancePath+"/power/queryUri",schemaPath:"#/properties/power/properties/queryUri/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.power.properties.queryUri.type,parentSchema:schema36.properties.power.properties.queryUri,data:data21};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
if(data10.onRegex !== undefined){
let data22 = data10.onRegex;
if(typeof data22 === "string"){
if(!pattern60.test(data22)){
const err41 = {instancePath:instancePath+"/power/onRegex",schemaPath:"#/properties/power/properties/onRegex/pattern",keyword:"pattern",params:{pattern: "^(?!env:|file:)[^]+$"},message:"must match pattern \""+"^(?!env:|file:)[^]+$"+"\"",schema:"^(?!env:|file:)[^]+$",parentSchema:schema36.properties.power.properties.onRegex,data:data22};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
else {
const err42 = {instancePath:instancePath+"/power/onRegex",schemaPath:"#/properties/power/properties/onRegex/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.power.properties.onRegex.type,parentSchema:schema36.properties.power.properties.onRegex,data:data22};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
if(data10.offRegex !== undefined){
let data23 = data10.offRegex;
if(typeof data23 === "string"){
if(!pattern60.test(data23)){
const err43 = {instancePath:instancePath+"/power/offRegex",schemaPath:"#/properties/power/properties/offRegex/pattern",keyword:"pattern",params:{pattern: "^(?!env:|file:)[^]+$"},message:"must match pattern \""+"^(?!env:|file:)[^]+$"+"\"",schema:"^(?!env:|file:)[^]+$",parentSchema:schema36.properties.power.properties.offRegex,data:data23};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
}
else {
const err44 = {instancePath:instancePath+"/power/offRegex",schemaPath:"#/properties/power/properties/offRegex/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.power.properties.offRegex.type,parentSchema:schema36.properties.power.properties.offRegex,data:data23};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
if(data10.token !== undefined){
let data24 = data10.token;
if(typeof data24 === "string"){
if(!pattern61.test(data24)){
const err45 = {instancePath:instancePath+"/power/token",schemaPath:"#/properties/power/properties/token/pattern",keyword:"pattern",params:{pattern: "^(?:env:[A-Za-z_]\\w*|file:/.+)$"},message:"must match pattern \""+"^(?:env:[A-Za-z_]\\w*|file:/.+)$"+"\"",schema:"^(?:env:[A-Za-z_]\\w*|file:/.+)$",parentSchema:schema36.properties.power.properties.token,data:data24};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
}
else {
const err46 = {instancePath:instancePath+"/power/token",schemaPath:"#/properties/power/properties/token/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.power.properties.token.type,parentSchema:schema36.properties.power.properties.token,data:data24};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
if(data10.verifyTls !== undefined){
let data25 = data10.verifyTls;
if(typeof data25 !== "boolean"){
const err47 = {instancePath:instancePath+"/power/verifyTls",schemaPath:"#/properties/power/properties/verifyTls/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema36.properties.power.properties.verifyTls.type,parentSchema:schema36.properties.power.properties.verifyTls,data:data25};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
}
else {
const err48 = {instancePath:instancePath+"/power",schemaPath:"#/properties/power/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema36.properties.power.type,parentSchema:schema36.properties.power,data:data10};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
}
if(data.owner !== undefined){
let data26 = data.owner;
if(typeof data26 === "string"){
if(!pattern68.test(data26)){
const err49 = {instancePath:instancePath+"/owner",schemaPath:"#/properties/owner/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9][A-Za-z0-9._@+-]*$"},message:"must match pattern \""+"^[A-Za-z0-9][A-Za-z0-9._@+-]*$"+"\"",schema:"^[A-Za-z0-9][A-Za-z0-9._@+-]*$",parentSchema:schema36.properties.owner,data:data26};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
else {
const err50 = {instancePath:instancePath+"/owner",schemaPath:"#/properties/owner/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.owner.type,parentSchema:schema36.properties.owner,data:data26};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
if(data.labels !== undefined){
let data27 = data.labels;
if(data27 && typeof data27 == "object" && !Array.isArray(data27)){
for(const key2 in data27){
if(!(pattern69.test(key2))){
const err51 = {instancePath:instancePath+"/labels",schemaPath:"#/properties/labels/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},message:"must NOT have additional properties",schema:false,parentSchema:schema36.properties.labels,data:data27};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
}
for(const key3 in data27){
if(pattern69.test(key3)){
let data28 = data27[key3];
if(typeof data28 !== "string"){
const err52 = {instancePath:instancePath+"/labels/" + key3.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/labels/patternProperties/%5E%5BA-Za-z0-9%5D(%3F%3A%5BA-Za-z0-9._~1-%5D*%5BA-Za-z0-9%5D)%3F%24/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.labels.patternProperties["^[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?$"].type,parentSchema:schema36.properties.labels.patternProperties["^[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?$"],data:data28};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
}
}
}
else {
const err53 = {instancePath:instancePath+"/labels",schemaPath:"#/properties/labels/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema36.properties.labels.type,parentSchema:schema36.properties.labels,data:data27};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
}
if(data.target !== undefined){
let data29 = data.target;
if(!(((data29 === "ready") || (data29 === "deployed")) || (data29 === "released"))){
const err54 = {instancePath:instancePath+"/target",schemaPath:"#/properties/target/enum",keyword:"enum",params:{allowedValues: schema36.properties.target.enum},message:"must be equal to one of the allowed values",schema:schema36.properties.target.enum,parentSchema:schema36.properties.target,data:data29};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
}
if(data.deploy !== undefined){
let data30 = data.deploy;
if(data30 && typeof data30 == "object" && !Array.isArray(data30)){
for(const key4 in data30){
if(!((((((((key4 === "generation") || (key4 === "image")) || (key4 === "kernel")) || (key4 === "inMemory")) || (key4 === "preseed")) || (key4 === "cloudInit")) || (key4 === "sshKeys")) || (key4 === "kernelOptions"))){
const err55 = {instancePath:instancePath+"/deploy",schemaPath:"#/properties/deploy/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4},message:"must NOT have additional properties",schema:false,parentSchema:schema36.properties.deploy,data:data30};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
}
if(data30.generation !== undefined){
let data31 = data30.generation;
if(!(((typeof data31 == "number") && (!(data31 % 1) && !isNaN(data31))) && (isFinite(data31)))){
const err56 = {instancePath:instancePath+"/deploy/generation",schemaPath:"#/properties/deploy/properties/generation/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema36.properties.deploy.properties.generation.type,parentSchema:schema36.properties.deploy.properties.generation,data:data31};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
if((typeof data31 == "number") && (isFinite(data31))){
if(data31 > 1000000 || isNaN(data31)){
const err57 = {instancePath:instancePath+"/deploy/generation",schemaPath:"#/properties/deploy/properties/generation/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000000},message:"must be <= 1000000",schema:1000000,parentSchema:schema36.properties.deploy.properties.generation,data:data31};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
if(data31 < 1 || isNaN(data31)){
const err58 = {instancePath:instancePath+"/deploy/generation",schemaPath:"#/properties/deploy/properties/generation/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema36.properties.deploy.properties.generation,data:data31};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
}
}
if(data30.image !== undefined){
let data32 = data30.image;
if(typeof data32 === "string"){
if(!pattern71.test(data32)){
const err59 = {instancePath:instancePath+"/deploy/image",schemaPath:"#/properties/deploy/properties/image/pattern",keyword:"pattern",params:{pattern: "^[a-z][a-z0-9-]*/[a-z0-9][a-z0-9.-]*$"},message:"must match pattern \""+"^[a-z][a-z0-9-]*/[a-z0-9][a-z0-9.-]*$"+"\"",schema:"^[a-z][a-z0-9-]*/[a-z0-9][a-z0-9.-]*$",parentSchema:schema36.properties.deploy.properties.image,data:data32};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
}
}
else {
const err60 = {instancePath:instancePath+"/deploy/image",schemaPath:"#/properties/deploy/properties/image/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.deploy.properties.image.type,parentSchema:schema36.properties.deploy.properties.image,data:data32};
if(vErrors === null){
vErrors = [err60];
}
else {
vErrors.push(err60);
}
errors++;
}
}
if(data30.kernel !== undefined){
let data33 = data30.kernel;
if(typeof data33 === "string"){
if(!pattern19.test(data33)){
const err61 = {instancePath:instancePath+"/deploy/kernel",schemaPath:"#/properties/deploy/properties/kernel/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9][a-z0-9.-]*$"},message:"must match pattern \""+"^[a-z0-9][a-z0-9.-]*$"+"\"",schema:"^[a-z0-9][a-z0-9.-]*$",parentSchema:schema36.properties.deploy.properties.kernel,data:data33};
if(vErrors === null){
vErrors = [err61];
}
else {
vErrors.push(err61);
}
errors++;
}
}
else {
const err62 = {instancePath:instancePath+"/deploy/kernel",schemaPath:"#/properties/deploy/properties/kernel/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.deploy.properties.kernel.type,parentSchema:schema36.properties.deploy.properties.kernel,data:data33};
if(vErrors === null){
vErrors = [err62];
}
else {
vErrors.push(err62);
}
errors++;
}
}
if(data30.inMemory !== undefined){
let data34 = data30.inMemory;
if(typeof data34 !== "boolean"){
const err63 = {instancePath:instancePath+"/deploy/inMemory",schemaPath:"#/properties/deploy/properties/inMemory/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema36.properties.deploy.properties.inMemory.type,parentSchema:schema36.properties.deploy.properties.inMemory,data:data34};
if(vErrors === null){
vErrors = [err63];
}
else {
vErrors.push(err63);
}
errors++;
}
}
if(data30.preseed !== undefined){
let data35 = data30.preseed;
if(typeof data35 === "string"){
if(!pattern4.test(data35)){
const err64 = {instancePath:instancePath+"/deploy/preseed",schemaPath:"#/properties/deploy/properties/preseed/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"},message:"must match pattern \""+"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"+"\"",schema:"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$",parentSchema:schema36.properties.deploy.properties.preseed,data:data35};
if(vErrors === null){
vErrors = [err64];
}
else {
vErrors.push(err64);
}
errors++;
}
}
else {
const err65 = {instancePath:instancePath+"/deploy/preseed",schemaPath:"#/properties/deploy/properties/preseed/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.deploy.properties.preseed.type,parentSchema:schema36.properties.deploy.properties.preseed,data:data35};
if(vErrors === null){
vErrors = [err65];
}
else {
vErrors.push(err65);
}
errors++;
}
}
if(data30.cloudInit !== undefined){
let data36 = data30.cloudInit;
if(Array.isArray(data36)){
const len2 = data36.length;
for(let i2=0; i2<len2; i2++){
let data37 = data36[i2];
if(typeof data37 === "string"){
if(!pattern4.test(data37)){
const err66 = {instancePath:instancePath+"/deploy/cloudInit/" + i2,schemaPath:"#/properties/deploy/properties/cloudInit/items/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"},message:"must match pattern \""+"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"+"\"",schema:"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$",parentSchema:schema36.properties.deploy.properties.cloudInit.items,data:data37};
if(vErrors === null){
vErrors = [err66];
}
else {
vErrors.push(err66);
}
errors++;
}
}
else {
const err67 = {instancePath:instancePath+"/deploy/cloudInit/" + i2,schemaPath:"#/properties/deploy/properties/cloudInit/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.deploy.properties.cloudInit.items.type,parentSchema:schema36.properties.deploy.properties.cloudInit.items,data:data37};
if(vErrors === null){
vErrors = [err67];
}
else {
vErrors.push(err67);
}
errors++;
}
}
}
else {
const err68 = {instancePath:instancePath+"/deploy/cloudInit",schemaPath:"#/properties/deploy/properties/cloudInit/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema36.properties.deploy.properties.cloudInit.type,parentSchema:schema36.properties.deploy.properties.cloudInit,data:data36};
if(vErrors === null){
vErrors = [err68];
}
else {
vErrors.push(err68);
}
errors++;
}
}
if(data30.sshKeys !== undefined){
let data38 = data30.sshKeys;
if(Array.isArray(data38)){
const len3 = data38.length;
for(let i3=0; i3<len3; i3++){
let data39 = data38[i3];
if(typeof data39 === "string"){
if(!pattern4.test(data39)){
const err69 = {instancePath:instancePath+"/deploy/sshKeys/" + i3,schemaPath:"#/properties/deploy/properties/sshKeys/items/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"},message:"must match pattern \""+"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"+"\"",schema:"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$",parentSchema:schema36.properties.deploy.properties.sshKeys.items,data:data39};
if(vErrors === null){
vErrors = [err69];
}
else {
vErrors.push(err69);
}
errors++;
}
}
else {
const err70 = {instancePath:instancePath+"/deploy/sshKeys/" + i3,schemaPath:"#/properties/deploy/properties/sshKeys/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.deploy.properties.sshKeys.items.type,parentSchema:schema36.properties.deploy.properties.sshKeys.items,data:data39};
if(vErrors === null){
vErrors = [err70];
}
else {
vErrors.push(err70);
}
errors++;
}
}
}
else {
const err71 = {instancePath:instancePath+"/deploy/sshKeys",schemaPath:"#/properties/deploy/properties/sshKeys/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema36.properties.deploy.properties.sshKeys.type,parentSchema:schema36.properties.deploy.properties.sshKeys,data:data38};
if(vErrors === null){
vErrors = [err71];
}
else {
vErrors.push(err71);
}
errors++;
}
}
if(data30.kernelOptions !== undefined){
let data40 = data30.kernelOptions;
if(Array.isArray(data40)){
const len4 = data40.length;
for(let i4=0; i4<len4; i4++){
let data41 = data40[i4];
if(typeof data41 === "string"){
if(!pattern6.test(data41)){
const err72 = {instancePath:instancePath+"/deploy/kernelOptions/" + i4,schemaPath:"#/properties/deploy/properties/kernelOptions/items/pattern",keyword:"pattern",params:{pattern: "^\\S+$"},message:"must match pattern \""+"^\\S+$"+"\"",schema:"^\\S+$",parentSchema:schema36.properties.deploy.properties.kernelOptions.items,data:data41};
if(vErrors === null){
vErrors = [err72];
}
else {
vErrors.push(err72);
}
errors++;
}
}
else {
const err73 = {instancePath:instancePath+"/deploy/kernelOptions/" + i4,schemaPath:"#/properties/deploy/properties/kernelOptions/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.deploy.properties.kernelOptions.items.type,parentSchema:schema36.properties.deploy.properties.kernelOptions.items,data:data41};
if(vErrors === null){
vErrors = [err73];
}
else {
vErrors.push(err73);
}
errors++;
}
}
}
else {
const err74 = {instancePath:instancePath+"/deploy/kernelOptions",schemaPath:"#/properties/deploy/properties/kernelOptions/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema36.properties.deploy.properties.kernelOptions.type,parentSchema:schema36.properties.deploy.properties.kernelOptions,data:data40};
if(vErrors === null){
vErrors = [err74];
}
else {
vErrors.push(err74);
}
errors++;
}
}
}
else {
const err75 = {instancePath:instancePath+"/deploy",schemaPath:"#/properties/deploy/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema36.properties.deploy.type,parentSchema:schema36.properties.deploy,data:data30};
if(vErrors === null){
vErrors = [err75];
}
else {
vErrors.push(err75);
}
errors++;
}
}
if(data.release !== undefined){
let data42 = data.release;
if(data42 && typeof data42 == "object" && !Array.isArray(data42)){
for(const key5 in data42){
if(!(((key5 === "generation") || (key5 === "erase")) || (key5 === "disks"))){
const err76 = {instancePath:instancePath+"/release",schemaPath:"#/properties/release/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key5},message:"must NOT have additional properties",schema:false,parentSchema:schema36.properties.release,data:data42};
if(vErrors === null){
vErrors = [err76];
}
else {
vErrors.push(err76);
}
errors++;
}
}
if(data42.generation !== undefined){
let data43 = data42.generation;
if(!(((typeof data43 == "number") && (!(data43 % 1) && !isNaN(data43))) && (isFinite(data43)))){
const err77 = {instancePath:instancePath+"/release/generation",schemaPath:"#/properties/release/properties/generation/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema36.properties.release.properties.generation.type,parentSchema:schema36.properties.release.properties.generation,data:data43};
if(vErrors === null){
vErrors = [err77];
}
else {
vErrors.push(err77);
}
errors++;
}
if((typeof data43 == "number") && (isFinite(data43))){
if(data43 > 1000000 || isNaN(data43)){
const err78 = {instancePath:instancePath+"/release/generation",schemaPath:"#/properties/release/properties/generation/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000000},message:"must be <= 1000000",schema:1000000,parentSchema:schema36.properties.release.properties.generation,data:data43};
if(vErrors === null){
vErrors = [err78];
}
else {
vErrors.push(err78);
}
errors++;
}
if(data43 < 1 || isNaN(data43)){
const err79 = {instancePath:instancePath+"/release/generation",schemaPath:"#/properties/release/properties/generation/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema36.properties.release.properties.generation,data:data43};
if(vErrors === null){
vErrors = [err79];
}
else {
vErrors.push(err79);
}
errors++;
}
}
}
if(data42.erase !== undefined){
let data44 = data42.erase;
if(!((((data44 === "none") || (data44 === "quick")) || (data44 === "secure")) || (data44 === "full"))){
const err80 = {instancePath:instancePath+"/release/erase",schemaPath:"#/properties/release/properties/erase/enum",keyword:"enum",params:{allowedValues: schema36.properties.release.properties.erase.enum},message:"must be equal to one of the allowed values",schema:schema36.properties.release.properties.erase.enum,parentSchema:schema36.properties.release.properties.erase,data:data44};
if(vErrors === null){
vErrors = [err80];
}
else {
vErrors.push(err80);
}
errors++;
}
}
if(data42.disks !== undefined){
let data45 = data42.disks;
if(Array.isArray(data45)){
const len5 = data45.length;
for(let i5=0; i5<len5; i5++){
let data46 = data45[i5];
if(typeof data46 === "string"){
if(!pattern11.test(data46)){
const err81 = {instancePath:instancePath+"/release/disks/" + i5,schemaPath:"#/properties/release/properties/disks/items/pattern",keyword:"pattern",params:{pattern: "\\S"},message:"must match pattern \""+"\\S"+"\"",schema:"\\S",parentSchema:schema36.properties.release.properties.disks.items,data:data46};
if(vErrors === null){
vErrors = [err81];
}
else {
vErrors.push(err81);
}
errors++;
}
}
else {
const err82 = {instancePath:instancePath+"/release/disks/" + i5,schemaPath:"#/properties/release/properties/disks/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.release.properties.disks.items.type,parentSchema:schema36.properties.release.properties.disks.items,data:data46};
if(vErrors === null){
vErrors = [err82];
}
else {
vErrors.push(err82);
}
errors++;
}
}
}
else {
const err83 = {instancePath:instancePath+"/release/disks",schemaPath:"#/properties/release/properties/disks/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema36.properties.release.properties.disks.type,parentSchema:schema36.properties.release.properties.disks,data:data45};
if(vErrors === null){
vErrors = [err83];
}
else {
vErrors.push(err83);
}
errors++;
}
}
}
else {
const err84 = {instancePath:instancePath+"/release",schemaPath:"#/properties/release/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema36.properties.release.type,parentSchema:schema36.properties.release,data:data42};
if(vErrors === null){
vErrors = [err84];
}
else {
vErrors.push(err84);
}
errors++;
}
}
if(data.storage !== undefined){
let data47 = data.storage;
if(data47 && typeof data47 == "object" && !Array.isArray(data47)){
for(const key6 in data47){
if(!((key6 === "layout") || (key6 === "disk"))){
const err85 = {instancePath:instancePath+"/storage",schemaPath:"#/properties/storage/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key6},message:"must NOT have additional properties",schema:false,parentSchema:schema36.properties.storage,data:data47};
if(vErrors === null){
vErrors = [err85];
}
else {
vErrors.push(err85);
}
errors++;
}
}
if(data47.layout !== undefined){
let data48 = data47.layout;
if(!(data48 === "flat")){
const err86 = {instancePath:instancePath+"/storage/layout",schemaPath:"#/properties/storage/properties/layout/enum",keyword:"enum",params:{allowedValues: schema36.properties.storage.properties.layout.enum},message:"must be equal to one of the allowed values",schema:schema36.properties.storage.properties.layout.enum,parentSchema:schema36.properties.storage.properties.layout,data:data48};
if(vErrors === null){
vErrors = [err86];
}
else {
vErrors.push(err86);
}
errors++;
}
}
if(data47.disk !== undefined){
let data49 = data47.disk;
if(data49 && typeof data49 == "object" && !Array.isArray(data49)){
for(const key7 in data49){
if(!((key7 === "serial") || (key7 === "wwn"))){
const err87 = {instancePath:instancePath+"/storage/disk",schemaPath:"#/properties/storage/properties/disk/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key7},message:"must NOT have additional properties",schema:false,parentSchema:schema36.properties.storage.properties.disk,data:data49};
if(vErrors === null){
vErrors = [err87];
}
else {
vErrors.push(err87);
}
errors++;
}
}
if(data49.serial !== undefined){
let data50 = data49.serial;
if(typeof data50 === "string"){
if(!pattern11.test(data50)){
const err88 = {instancePath:instancePath+"/storage/disk/serial",schemaPath:"#/properties/storage/properties/disk/properties/serial/pattern",keyword:"pattern",params:{pattern: "\\S"},message:"must match pattern \""+"\\S"+"\"",schema:"\\S",parentSchema:schema36.properties.storage.properties.disk.properties.serial,data:data50};
if(vErrors === null){
vErrors = [err88];
}
else {
vErrors.push(err88);
}
errors++;
}
}
else {
const err89 = {instancePath:instancePath+"/storage/disk/serial",schemaPath:"#/properties/storage/properties/disk/properties/serial/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.storage.properties.disk.properties.serial.type,parentSchema:schema36.properties.storage.properties.disk.properties.serial,data:data50};
if(vErrors === null){
vErrors = [err89];
}
else {
vErrors.push(err89);
}
errors++;
}
}
if(data49.wwn !== undefined){
let data51 = data49.wwn;
if(typeof data51 === "string"){
if(!pattern11.test(data51)){
const err90 = {instancePath:instancePath+"/storage/disk/wwn",schemaPath:"#/properties/storage/properties/disk/properties/wwn/pattern",keyword:"pattern",params:{pattern: "\\S"},message:"must match pattern \""+"\\S"+"\"",schema:"\\S",parentSchema:schema36.properties.storage.properties.disk.properties.wwn,data:data51};
if(vErrors === null){
vErrors = [err90];
}
else {
vErrors.push(err90);
}
errors++;
}
}
else {
const err91 = {instancePath:instancePath+"/storage/disk/wwn",schemaPath:"#/properties/storage/properties/disk/properties/wwn/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.storage.properties.disk.properties.wwn.type,parentSchema:schema36.properties.storage.properties.disk.properties.wwn,data:data51};
if(vErrors === null){
vErrors = [err91];
}
else {
vErrors.push(err91);
}
errors++;
}
}
}
else {
const err92 = {instancePath:instancePath+"/storage/disk",schemaPath:"#/properties/storage/properties/disk/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema36.properties.storage.properties.disk.type,parentSchema:schema36.properties.storage.properties.disk,data:data49};
if(vErrors === null){
vErrors = [err92];
}
else {
vErrors.push(err92);
}
errors++;
}
}
}
else {
const err93 = {instancePath:instancePath+"/storage",schemaPath:"#/properties/storage/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema36.properties.storage.type,parentSchema:schema36.properties.storage,data:data47};
if(vErrors === null){
vErrors = [err93];
}
else {
vErrors.push(err93);
}
errors++;
}
}
if(data.firstContact !== undefined){
let data52 = data.firstContact;
if(data52 && typeof data52 == "object" && !Array.isArray(data52)){
if(data52.take === undefined){
const err94 = {instancePath:instancePath+"/firstContact",schemaPath:"#/properties/firstContact/required",keyword:"required",params:{missingProperty: "take"},message:"must have required property '"+"take"+"'",schema:schema36.properties.firstContact.required,parentSchema:schema36.properties.firstContact,data:data52};
if(vErrors === null){
vErrors = [err94];
}
else {
vErrors.push(err94);
}
errors++;
}
for(const key8 in data52){
if(!(key8 === "take")){
const err95 = {instancePath:instancePath+"/firstContact",schemaPath:"#/properties/firstContact/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key8},message:"must NOT have additional properties",schema:false,parentSchema:schema36.properties.firstContact,data:data52};
if(vErrors === null){
vErrors = [err95];
}
else {
vErrors.push(err95);
}
errors++;
}
}
if(data52.take !== undefined){
let data53 = data52.take;
if(typeof data53 === "string"){
if(!pattern5.test(data53)){
const err96 = {instancePath:instancePath+"/firstContact/take",schemaPath:"#/properties/firstContact/properties/take/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9-]{6,64}$"},message:"must match pattern \""+"^[A-Za-z0-9-]{6,64}$"+"\"",schema:"^[A-Za-z0-9-]{6,64}$",parentSchema:schema36.properties.firstContact.properties.take,data:data53};
if(vErrors === null){
vErrors = [err96];
}
else {
vErrors.push(err96);
}
errors++;
}
}
else {
const err97 = {instancePath:instancePath+"/firstContact/take",schemaPath:"#/properties/firstContact/properties/take/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.firstContact.properties.take.type,parentSchema:schema36.properties.firstContact.properties.take,data:data53};
if(vErrors === null){
vErrors = [err97];
}
else {
vErrors.push(err97);
}
errors++;
}
}
}
else {
const err98 = {instancePath:instancePath+"/firstContact",schemaPath:"#/properties/firstContact/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema36.properties.firstContact.type,parentSchema:schema36.properties.firstContact,data:data52};
if(vErrors === null){
vErrors = [err98];
}
else {
vErrors.push(err98);
}
errors++;
}
}
if(data.adopt !== undefined){
let data54 = data.adopt;
if(typeof data54 !== "boolean"){
const err99 = {instancePath:instancePath+"/adopt",schemaPath:"#/properties/adopt/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema36.properties.adopt.type,parentSchema:schema36.properties.adopt,data:data54};
if(vErrors === null){
vErrors = [err99];
}
else {
vErrors.push(err99);
}
errors++;
}
}
if(data.protect !== undefined){
let data55 = data.protect;
if(data55 && typeof data55 == "object" && !Array.isArray(data55)){
for(const key9 in data55){
if(!(((key9 === "reinstall") || (key9 === "release")) || (key9 === "reason"))){
const err100 = {instancePath:instancePath+"/protect",schemaPath:"#/properties/protect/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key9},message:"must NOT have additional properties",schema:false,parentSchema:schema36.properties.protect,data:data55};
if(vErrors === null){
vErrors = [err100];
}
else {
vErrors.push(err100);
}
errors++;
}
}
if(data55.reinstall !== undefined){
let data56 = data55.reinstall;
if(typeof data56 !== "boolean"){
const err101 = {instancePath:instancePath+"/protect/reinstall",schemaPath:"#/properties/protect/properties/reinstall/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema36.properties.protect.properties.reinstall.type,parentSchema:schema36.properties.protect.properties.reinstall,data:data56};
if(vErrors === null){
vErrors = [err101];
}
else {
vErrors.push(err101);
}
errors++;
}
}
if(data55.release !== undefined){
let data57 = data55.release;
if(typeof data57 !== "boolean"){
const err102 = {instancePath:instancePath+"/protect/release",schemaPath:"#/properties/protect/properties/release/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema36.properties.protect.properties.release.type,parentSchema:schema36.properties.protect.properties.release,data:data57};
if(vErrors === null){
vErrors = [err102];
}
else {
vErrors.push(err102);
}
errors++;
}
}
if(data55.reason !== undefined){
let data58 = data55.reason;
if(typeof data58 === "string"){
if(!pattern11.test(data58)){
const err103 = {instancePath:instancePath+"/protect/reason",schemaPath:"#/properties/protect/properties/reason/pattern",keyword:"pattern",params:{pattern: "\\S"},message:"must match pattern \""+"\\S"+"\"",schema:"\\S",parentSchema:schema36.properties.protect.properties.reason,data:data58};
if(vErrors === null){
vErrors = [err103];
}
else {
vErrors.push(err103);
}
errors++;
}
}
else {
const err104 = {instancePath:instancePath+"/protect/reason",schemaPath:"#/properties/protect/properties/reason/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.protect.properties.reason.type,parentSchema:schema36.properties.protect.properties.reason,data:data58};
if(vErrors === null){
vErrors = [err104];
}
else {
vErrors.push(err104);
}
errors++;
}
}
}
else {
const err105 = {instancePath:instancePath+"/protect",schemaPath:"#/properties/protect/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema36.properties.protect.type,parentSchema:schema36.properties.protect,data:data55};
if(vErrors === null){
vErrors = [err105];
}
else {
vErrors.push(err105);
}
errors++;
}
}
if(data.network !== undefined){
let data59 = data.network;
if(data59 && typeof data59 == "object" && !Array.isArray(data59)){
for(const key10 in data59){
if(!(key10 === "interfaces")){
const err106 = {instancePath:instancePath+"/network",schemaPath:"#/properties/network/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key10},message:"must NOT have additional properties",schema:false,parentSchema:schema36.properties.network,data:data59};
if(vErrors === null){
vErrors = [err106];
}
else {
vErrors.push(err106);
}
errors++;
}
}
if(data59.interfaces !== undefined){
let data60 = data59.interfaces;
if(Array.isArray(data60)){
const len6 = data60.length;
for(let i6=0; i6<len6; i6++){
let data61 = data60[i6];
if(data61 && typeof data61 == "object" && !Array.isArray(data61)){
if(data61.mac === undefined){
const err107 = {instancePath:instancePath+"/network/interfaces/" + i6,schemaPath:"#/properties/network/properties/interfaces/items/required",keyword:"required",params:{missingProperty: "mac"},message:"must have required property '"+"mac"+"'",schema:schema36.properties.network.properties.interfaces.items.required,parentSchema:schema36.properties.network.properties.interfaces.items,data:data61};
if(vErrors === null){
vErrors = [err107];
}
else {
vErrors.push(err107);
}
errors++;
}
for(const key11 in data61){
if(!(((key11 === "mac") || (key11 === "subnet")) || (key11 === "address"))){
const err108 = {instancePath:instancePath+"/network/interfaces/" + i6,schemaPath:"#/properties/network/properties/interfaces/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key11},message:"must NOT have additional properties",schema:false,parentSchema:schema36.properties.network.properties.interfaces.items,data:data61};
if(vErrors === null){
vErrors = [err108];
}
else {
vErrors.push(err108);
}
errors++;
}
}
if(data61.mac !== undefined){
let data62 = data61.mac;
if(typeof data62 === "string"){
if(!pattern83.test(data62)){
const err109 = {instancePath:instancePath+"/network/interfaces/" + i6+"/mac",schemaPath:"#/properties/network/properties/interfaces/items/properties/mac/pattern",keyword:"pattern",params:{pattern: "^[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\\1){4}[0-9A-Fa-f]{2}$"},message:"must match pattern \""+"^[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\\1){4}[0-9A-Fa-f]{2}$"+"\"",schema:"^[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\\1){4}[0-9A-Fa-f]{2}$",parentSchema:schema36.properties.network.properties.interfaces.items.properties.mac,data:data62};
if(vErrors === null){
vErrors = [err109];
}
else {
vErrors.push(err109);
}
errors++;
}
}
else {
const err110 = {instancePath:instancePath+"/network/interfaces/" + i6+"/mac",schemaPath:"#/properties/network/properties/interfaces/items/properties/mac/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.network.properties.interfaces.items.properties.mac.type,parentSchema:schema36.properties.network.properties.interfaces.items.properties.mac,data:data62};
if(vErrors === null){
vErrors = [err110];
}
else {
vErrors.push(err110);
}
errors++;
}
}
if(data61.subnet !== undefined){
let data63 = data61.subnet;
if(typeof data63 === "string"){
if(!pattern4.test(data63)){
const err111 = {instancePath:instancePath+"/network/interfaces/" + i6+"/subnet",schemaPath:"#/properties/network/properties/interfaces/items/properties/subnet/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"},message:"must match pattern \""+"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"+"\"",schema:"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$",parentSchema:schema36.properties.network.properties.interfaces.items.properties.subnet,data:data63};
if(vErrors === null){
vErrors = [err111];
}
else {
vErrors.push(err111);
}
errors++;
}
}
else {
const err112 = {instancePath:instancePath+"/network/interfaces/" + i6+"/subnet",schemaPath:"#/properties/network/properties/interfaces/items/properties/subnet/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.network.properties.interfaces.items.properties.subnet.type,parentSchema:schema36.properties.network.properties.interfaces.items.properties.subnet,data:data63};
if(vErrors === null){
vErrors = [err112];
}
else {
vErrors.push(err112);
}
errors++;
}
}
if(data61.address !== undefined){
let data64 = data61.address;
if(typeof data64 === "string"){
if(!pattern21.test(data64)){
const err113 = {instancePath:instancePath+"/network/interfaces/" + i6+"/address",schemaPath:"#/properties/network/properties/interfaces/items/properties/address/pattern",keyword:"pattern",params:{pattern: "^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}$"},message:"must match pattern \""+"^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}$"+"\"",schema:"^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}$",parentSchema:schema36.properties.network.properties.interfaces.items.properties.address,data:data64};
if(vErrors === null){
vErrors = [err113];
}
else {
vErrors.push(err113);
}
errors++;
}
}
else {
const err114 = {instancePath:instancePath+"/network/interfaces/" + i6+"/address",schemaPath:"#/properties/network/properties/interfaces/items/properties/address/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.properties.network.properties.interfaces.items.properties.address.type,parentSchema:schema36.properties.network.properties.interfaces.items.properties.address,data:data64};
if(vErrors === null){
vErrors = [err114];
}
else {
vErrors.push(err114);
}
errors++;
}
}
}
else {
const err115 = {instancePath:instancePath+"/network/interfaces/" + i6,schemaPath:"#/properties/network/properties/interfaces/items/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema36.properties.network.properties.interfaces.items.type,parentSchema:schema36.properties.network.properties.interfaces.items,data:data61};
if(vErrors === null){
vErrors = [err115];
}
else {
vErrors.push(err115);
}
errors++;
}
}
}
else {
const err116 = {instancePath:instancePath+"/network/interfaces",schemaPath:"#/properties/network/properties/interfaces/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema36.properties.network.properties.interfaces.type,parentSchema:schema36.properties.network.properties.interfaces,data:data60};
if(vErrors === null){
vErrors = [err116];
}
else {
vErrors.push(err116);
}
errors++;
}
}
}
else {
const err117 = {instancePath:instancePath+"/network",schemaPath:"#/properties/network/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema36.properties.network.type,parentSchema:schema36.properties.network,data:data59};
if(vErrors === null){
vErrors = [err117];
}
else {
vErrors.push(err117);
}
errors++;
}
}
}
else {
const err118 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema36.type,parentSchema:schema36,data};
if(vErrors === null){
vErrors = [err118];
}
else {
vErrors.push(err118);
}
errors++;
}
validate25.errors = vErrors;
return errors === 0;
}
validate25.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

export const Preseed = validate26;
const schema37 = {"type":"object","required":["kind","name"],"properties":{"kind":{"type":"string","const":"Preseed","description":"Changes to the configuration of the installer.","examples":["Preseed"]},"name":{"type":"string","pattern":"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$","patternErrorMessage":"write lower-case letters, digits and dashes, 63 at most, with a letter or digit at both ends","description":"What other documents call it by; unique among documents of its kind.","examples":["quiet"]},"config":{"type":"object","patternProperties":{"^.*$":{}},"description":"Merged over the built-in curtin configuration: maps merge, lists replace. Placeholders such as `${machine.name}` are replaced in its values.","examples":[{"debconf_selections":{"site":"grub-pc grub-pc/timeout string 2"}}]},"earlyCommands":{"type":"object","patternProperties":{"^[A-Za-z0-9_.-]+$":{"type":["string","array"],"items":{"type":"string"},"minItems":1,"description":"A line for the shell, or a program and its arguments. Literal: no placeholder is replaced in it.","examples":["echo hello",["systemctl","enable","ssh"]]}},"additionalProperties":false,"description":"Commands to run before the disks are written, in the order of their names.","examples":[{"10_hello":"echo hello"}]},"lateCommands":{"type":"object","patternProperties":{"^[A-Za-z0-9_.-]+$":{"type":["string","array"],"items":{"type":"string"},"minItems":1,"description":"A line for the shell, or a program and its arguments. Literal: no placeholder is replaced in it.","examples":["echo hello",["systemctl","enable","ssh"]]}},"additionalProperties":false,"description":"Commands to run after the system is installed, in the order of their names.","examples":[{"10_hello":"echo hello"}]}},"additionalProperties":false,"description":"Changes to what the installer does.","$id":"Preseed"};
const pattern114 = new RegExp("^.*$", "u");
const pattern115 = new RegExp("^[A-Za-z0-9_.-]+$", "u");

function validate26(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="Preseed" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate26.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.kind === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "kind"},message:"must have required property '"+"kind"+"'",schema:schema37.required,parentSchema:schema37,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.name === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema37.required,parentSchema:schema37,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!(((((key0 === "kind") || (key0 === "name")) || (key0 === "config")) || (key0 === "earlyCommands")) || (key0 === "lateCommands"))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema37,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.kind !== undefined){
let data0 = data.kind;
if(typeof data0 !== "string"){
const err3 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema37.properties.kind.type,parentSchema:schema37.properties.kind,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
if("Preseed" !== data0){
const err4 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "Preseed"},message:"must be equal to constant",schema:"Preseed",parentSchema:schema37.properties.kind,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.name !== undefined){
let data1 = data.name;
if(typeof data1 === "string"){
if(!pattern4.test(data1)){
const err5 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"},message:"must match pattern \""+"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"+"\"",schema:"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$",parentSchema:schema37.properties.name,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
else {
const err6 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema37.properties.name.type,parentSchema:schema37.properties.name,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.config !== undefined){
let data2 = data.config;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
var props0 = {};
for(const key1 in data2){
if(pattern114.test(key1)){
props0[key1] = true;
}
}
}
else {
const err7 = {instancePath:instancePath+"/config",schemaPath:"#/properties/config/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema37.properties.config.type,parentSchema:schema37.properties.config,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.earlyCommands !== undefined){
let data3 = data.earlyCommands;
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
for(const key2 in data3){
if(!(pattern115.test(key2))){
const err8 = {instancePath:instancePath+"/earlyCommands",schemaPath:"#/properties/earlyCommands/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},message:"must NOT have additional properties",schema:false,parentSchema:schema37.properties.earlyCommands,data:data3};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
for(const key3 in data3){
if(pattern115.test(key3)){
let data4 = data3[key3];
if((typeof data4 !== "string") && (!(Array.isArray(data4)))){
const err9 = {instancePath:instancePath+"/earlyCommands/" + key3.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/earlyCommands/patternProperties/%5E%5BA-Za-z0-9_.-%5D%2B%24/type",keyword:"type",params:{type: schema37.properties.earlyCommands.patternProperties["^[A-Za-z0-9_.-]+$"].type},message:"must be string,array",schema:schema37.properties.earlyCommands.patternProperties["^[A-Za-z0-9_.-]+$"].type,parentSchema:schema37.properties.earlyCommands.patternProperties["^[A-Za-z0-9_.-]+$"],data:data4};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
if(Array.isArray(data4)){
if(data4.length < 1){
const err10 = {instancePath:instancePath+"/earlyCommands/" + key3.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/earlyCommands/patternProperties/%5E%5BA-Za-z0-9_.-%5D%2B%24/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema37.properties.earlyCommands.patternProperties["^[A-Za-z0-9_.-]+$"],data:data4};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
const len0 = data4.length;
for(let i0=0; i0<len0; i0++){
let data5 = data4[i0];
if(typeof data5 !== "string"){
const err11 = {instancePath:instancePath+"/earlyCommands/" + key3.replace(/~/g, "~0").replace(/\//g, "~1")+"/" + i0,schemaPath:"#/properties/earlyCommands/patternProperties/%5E%5BA-Za-z0-9_.-%5D%2B%24/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema37.properties.earlyCommands.patternProperties["^[A-Za-z0-9_.-]+$"].items.type,parentSchema:schema37.properties.earlyCommands.patternProperties["^[A-Za-z0-9_.-]+$"].items,data:data5};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
}
}
}
}
else {
const err12 = {instancePath:instancePath+"/earlyCommands",schemaPath:"#/properties/earlyCommands/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema37.properties.earlyCommands.type,parentSchema:schema37.properties.earlyCommands,data:data3};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data.lateCommands !== undefined){
let data6 = data.lateCommands;
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
for(const key4 in data6){
if(!(pattern115.test(key4))){
const err13 = {instancePath:instancePath+"/lateCommands",schemaPath:"#/properties/lateCommands/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4},message:"must NOT have additional properties",schema:false,parentSchema:schema37.properties.lateCommands,data:data6};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
for(const key5 in data6){
if(pattern115.test(key5)){
let data7 = data6[key5];
if((typeof data7 !== "string") && (!(Array.isArray(data7)))){
const err14 = {instancePath:instancePath+"/lateCommands/" + key5.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/lateCommands/patternProperties/%5E%5BA-Za-z0-9_.-%5D%2B%24/type",keyword:"type",params:{type: schema37.properties.lateCommands.patternProperties["^[A-Za-z0-9_.-]+$"].type},message:"must be string,array",schema:schema37.properties.lateCommands.patternProperties["^[A-Za-z0-9_.-]+$"].type,parentSchema:schema37.properties.lateCommands.patternProperties["^[A-Za-z0-9_.-]+$"],data:data7};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
if(Array.isArray(data7)){
if(data7.length < 1){
const err15 = {instancePath:instancePath+"/lateCommands/" + key5.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/lateCommands/patternProperties/%5E%5BA-Za-z0-9_.-%5D%2B%24/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema37.properties.lateCommands.patternProperties["^[A-Za-z0-9_.-]+$"],data:data7};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
const len1 = data7.length;
for(let i1=0; i1<len1; i1++){
let data8 = data7[i1];
if(typeof data8 !== "string"){
const err16 = {instancePath:instancePath+"/lateCommands/" + key5.replace(/~/g, "~0").replace(/\//g, "~1")+"/" + i1,schemaPath:"#/properties/lateCommands/patternProperties/%5E%5BA-Za-z0-9_.-%5D%2B%24/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema37.properties.lateCommands.patternProperties["^[A-Za-z0-9_.-]+$"].items.type,parentSchema:schema37.properties.lateCommands.patternProperties["^[A-Za-z0-9_.-]+$"].items,data:data8};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
}
}
}
}
else {
const err17 = {instancePath:instancePath+"/lateCommands",schemaPath:"#/properties/lateCommands/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema37.properties.lateCommands.type,parentSchema:schema37.properties.lateCommands,data:data6};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
}
else {
const err18 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema37.type,parentSchema:schema37,data};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
validate26.errors = vErrors;
return errors === 0;
}
validate26.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

export const CloudInit = validate27;
const schema38 = {"type":"object","required":["kind","name","parts"],"properties":{"kind":{"type":"string","const":"CloudInit","description":"User-data for the machines that list it.","examples":["CloudInit"]},"name":{"type":"string","pattern":"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$","patternErrorMessage":"write lower-case letters, digits and dashes, 63 at most, with a letter or digit at both ends","description":"What other documents call it by; unique among documents of its kind.","examples":["base"]},"parts":{"type":"array","items":{"type":"object","required":["name","type"],"properties":{"name":{"type":"string","pattern":"\\S","patternErrorMessage":"write some text","description":"Name of the part in the message; unique in its document.","examples":["base"]},"type":{"enum":["cloud-config","script"],"description":"`cloud-config` is YAML for cloud-init; a `script` begins with `#!`.","examples":["cloud-config"]},"content":{"type":["string","object"],"description":"The part itself, as text, or as a map for `cloud-config`.","examples":[{"packages":["chrony"]}]},"file":{"type":"string","pattern":"\\S","patternErrorMessage":"write some text","description":"The part in a file of its own, instead of `content`. A path from the inventory's root, in the same revision: not absolute, no \"..\", no symbolic link.","examples":["user-data/setup.sh"]},"substitute":{"type":"boolean","description":"Whether placeholders are replaced. True for `cloud-config`, except in `runcmd` and `bootcmd` of a map; false for `script`.","examples":[true]}},"additionalProperties":false,"description":"One part: a name, a type, and its content or its file."},"description":"Parts in order; all lists of a machine are merged into one MIME message.","minItems":1,"examples":[[{"name":"base","type":"cloud-config","content":{"packages":["chrony"]}}]]}},"additionalProperties":false,"description":"User-data for cloud-init.","$id":"CloudInit"};

function validate27(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="CloudInit" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate27.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.kind === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "kind"},message:"must have required property '"+"kind"+"'",schema:schema38.required,parentSchema:schema38,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.name === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema38.required,parentSchema:schema38,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.parts === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "parts"},message:"must have required property '"+"parts"+"'",schema:schema38.required,parentSchema:schema38,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
for(const key0 in data){
if(!(((key0 === "kind") || (key0 === "name")) || (key0 === "parts"))){
const err3 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema38,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.kind !== undefined){
let data0 = data.kind;
if(typeof data0 !== "string"){
const err4 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema38.properties.kind.type,parentSchema:schema38.properties.kind,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if("CloudInit" !== data0){
const err5 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "CloudInit"},message:"must be equal to constant",schema:"CloudInit",parentSchema:schema38.properties.kind,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.name !== undefined){
let data1 = data.name;
if(typeof data1 === "string"){
if(!pattern4.test(data1)){
const err6 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"},message:"must match pattern \""+"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"+"\"",schema:"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$",parentSchema:schema38.properties.name,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema38.properties.name.type,parentSchema:schema38.properties.name,data:data1};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.parts !== undefined){
let data2 = data.parts;
if(Array.isArray(data2)){
if(data2.length < 1){
const err8 = {instancePath:instancePath+"/parts",schemaPath:"#/properties/parts/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema38.properties.parts,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
const len0 = data2.length;
for(let i0=0; i0<len0; i0++){
let data3 = data2[i0];
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
if(data3.name === undefined){
const err9 = {instancePath:instancePath+"/parts/" + i0,schemaPath:"#/properties/parts/items/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema38.properties.parts.items.required,parentSchema:schema38.properties.parts.items,data:data3};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
if(data3.type === undefined){
const err10 = {instancePath:instancePath+"/parts/" + i0,schemaPath:"#/properties/parts/items/required",keyword:"required",params:{missingProperty: "type"},message:"must have required property '"+"type"+"'",schema:schema38.properties.parts.items.required,parentSchema:schema38.properties.parts.items,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
for(const key1 in data3){
if(!(((((key1 === "name") || (key1 === "type")) || (key1 === "content")) || (key1 === "file")) || (key1 === "substitute"))){
const err11 = {instancePath:instancePath+"/parts/" + i0,schemaPath:"#/properties/parts/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema38.properties.parts.items,data:data3};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data3.name !== undefined){
let data4 = data3.name;
if(typeof data4 === "string"){
if(!pattern11.test(data4)){
const err12 = {instancePath:instancePath+"/parts/" + i0+"/name",schemaPath:"#/properties/parts/items/properties/name/pattern",keyword:"pattern",params:{pattern: "\\S"},message:"must match pattern \""+"\\S"+"\"",schema:"\\S",parentSchema:schema38.properties.parts.items.properties.name,data:data4};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
else {
const err13 = {instancePath:instancePath+"/parts/" + i0+"/name",schemaPath:"#/properties/parts/items/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema38.properties.parts.items.properties.name.type,parentSchema:schema38.properties.parts.items.properties.name,data:data4};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data3.type !== undefined){
let data5 = data3.type;
if(!((data5 === "cloud-config") || (data5 === "script"))){
const err14 = {instancePath:instancePath+"/parts/" + i0+"/type",schemaPath:"#/properties/parts/items/properties/type/enum",keyword:"enum",params:{allowedValues: schema38.properties.parts.items.properties.type.enum},message:"must be equal to one of the allowed values",schema:schema38.properties.parts.items.properties.type.enum,parentSchema:schema38.properties.parts.items.properties.type,data:data5};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data3.content !== undefined){
let data6 = data3.content;
if((typeof data6 !== "string") && (!(data6 && typeof data6 == "object" && !Array.isArray(data6)))){
const err15 = {instancePath:instancePath+"/parts/" + i0+"/content",schemaPath:"#/properties/parts/items/properties/content/type",keyword:"type",params:{type: schema38.properties.parts.items.properties.content.type},message:"must be string,object",schema:schema38.properties.parts.items.properties.content.type,parentSchema:schema38.properties.parts.items.properties.content,data:data6};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data3.file !== undefined){
let data7 = data3.file;
if(typeof data7 === "string"){
if(!pattern11.test(data7)){
const err16 = {instancePath:instancePath+"/parts/" + i0+"/file",schemaPath:"#/properties/parts/items/properties/file/pattern",keyword:"pattern",params:{pattern: "\\S"},message:"must match pattern \""+"\\S"+"\"",schema:"\\S",parentSchema:schema38.properties.parts.items.properties.file,data:data7};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
else {
const err17 = {instancePath:instancePath+"/parts/" + i0+"/file",schemaPath:"#/properties/parts/items/properties/file/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema38.properties.parts.items.properties.file.type,parentSchema:schema38.properties.parts.items.properties.file,data:data7};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data3.substitute !== undefined){
let data8 = data3.substitute;
if(typeof data8 !== "boolean"){
const err18 = {instancePath:instancePath+"/parts/" + i0+"/substitute",schemaPath:"#/properties/parts/items/properties/substitute/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema38.properties.parts.items.properties.substitute.type,parentSchema:schema38.properties.parts.items.properties.substitute,data:data8};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
else {
const err19 = {instancePath:instancePath+"/parts/" + i0,schemaPath:"#/properties/parts/items/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema38.properties.parts.items.type,parentSchema:schema38.properties.parts.items,data:data3};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
}
else {
const err20 = {instancePath:instancePath+"/parts",schemaPath:"#/properties/parts/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema38.properties.parts.type,parentSchema:schema38.properties.parts,data:data2};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
}
else {
const err21 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema38.type,parentSchema:schema38,data};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
validate27.errors = vErrors;
return errors === 0;
}
validate27.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

export const SshKeys = validate28;
const schema39 = {"type":"object","required":["kind","name","keys"],"properties":{"kind":{"type":"string","const":"SshKeys","description":"Public keys that may log in.","examples":["SshKeys"]},"name":{"type":"string","pattern":"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$","patternErrorMessage":"write lower-case letters, digits and dashes, 63 at most, with a letter or digit at both ends","description":"What other documents call it by; unique among documents of its kind.","examples":["operators"]},"keys":{"type":"array","items":{"type":"string","pattern":"^(?:ssh-(?:ed25519|rsa)|ecdsa-sha2-nistp(?:256|384|521)|sk-[a-z0-9@.-]+) [A-Za-z0-9+/]+=*(?: .*)?$","patternErrorMessage":"write a public key as in a .pub file: ssh-ed25519 AAAA… comment","description":"One public key, as in a `.pub` file."},"description":"Public keys.","minItems":1,"examples":[["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJqk0Pp5lD0rYw5Cw6Zp2mJ4m3Q9a6Yb8oKf1s2t3u4v ops@example.com"]]}},"additionalProperties":false,"description":"Named public keys.","$id":"SshKeys"};
const pattern123 = new RegExp("^(?:ssh-(?:ed25519|rsa)|ecdsa-sha2-nistp(?:256|384|521)|sk-[a-z0-9@.-]+) [A-Za-z0-9+/]+=*(?: .*)?$", "u");

function validate28(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="SshKeys" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate28.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.kind === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "kind"},message:"must have required property '"+"kind"+"'",schema:schema39.required,parentSchema:schema39,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.name === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema39.required,parentSchema:schema39,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.keys === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "keys"},message:"must have required property '"+"keys"+"'",schema:schema39.required,parentSchema:schema39,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
for(const key0 in data){
if(!(((key0 === "kind") || (key0 === "name")) || (key0 === "keys"))){
const err3 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema39,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.kind !== undefined){
let data0 = data.kind;
if(typeof data0 !== "string"){
const err4 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema39.properties.kind.type,parentSchema:schema39.properties.kind,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if("SshKeys" !== data0){
const err5 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "SshKeys"},message:"must be equal to constant",schema:"SshKeys",parentSchema:schema39.properties.kind,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.name !== undefined){
let data1 = data.name;
if(typeof data1 === "string"){
if(!pattern4.test(data1)){
const err6 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"},message:"must match pattern \""+"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"+"\"",schema:"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$",parentSchema:schema39.properties.name,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema39.properties.name.type,parentSchema:schema39.properties.name,data:data1};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.keys !== undefined){
let data2 = data.keys;
if(Array.isArray(data2)){
if(data2.length < 1){
const err8 = {instancePath:instancePath+"/keys",schemaPath:"#/properties/keys/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema39.properties.keys,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
const len0 = data2.length;
for(let i0=0; i0<len0; i0++){
let data3 = data2[i0];
if(typeof data3 === "string"){
if(!pattern123.test(data3)){
const err9 = {instancePath:instancePath+"/keys/" + i0,schemaPath:"#/properties/keys/items/pattern",keyword:"pattern",params:{pattern: "^(?:ssh-(?:ed25519|rsa)|ecdsa-sha2-nistp(?:256|384|521)|sk-[a-z0-9@.-]+) [A-Za-z0-9+/]+=*(?: .*)?$"},message:"must match pattern \""+"^(?:ssh-(?:ed25519|rsa)|ecdsa-sha2-nistp(?:256|384|521)|sk-[a-z0-9@.-]+) [A-Za-z0-9+/]+=*(?: .*)?$"+"\"",schema:"^(?:ssh-(?:ed25519|rsa)|ecdsa-sha2-nistp(?:256|384|521)|sk-[a-z0-9@.-]+) [A-Za-z0-9+/]+=*(?: .*)?$",parentSchema:schema39.properties.keys.items,data:data3};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
else {
const err10 = {instancePath:instancePath+"/keys/" + i0,schemaPath:"#/properties/keys/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema39.properties.keys.items.type,parentSchema:schema39.properties.keys.items,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
}
else {
const err11 = {instancePath:instancePath+"/keys",schemaPath:"#/properties/keys/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema39.properties.keys.type,parentSchema:schema39.properties.keys,data:data2};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
}
else {
const err12 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema39.type,parentSchema:schema39,data};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
validate28.errors = vErrors;
return errors === 0;
}
validate28.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

export const Power = validate29;
const schema40 = {"type":"object","discriminator":{"propertyName":"type"},"required":["type"],"oneOf":[{"type":"object","required":["type","address"],"properties":{"type":{"type":"string","const":"ipmi","description":"IPMI 2.0 over the network, by ipmitool.","examples":["ipmi"]},"address":{"type":"string","pattern":"^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$","patternErrorMessage":"write a host name or an IPv4 address, without a scheme","description":"Address of the BMC.","examples":["192.0.2.201"]},"port":{"type":"integer","minimum":1,"maximum":65535,"description":"UDP port of the BMC.","default":623,"examples":[623]},"user":{"type":"string","pattern":"^(?!env:|file:)[^]+$","patternErrorMessage":"write the text itself; only passwords and tokens are references","description":"Name to log in with.","examples":["maas"]},"password":{"type":"string","pattern":"^(?:env:[A-Za-z_]\\w*|file:/.+)$","patternErrorMessage":"write where the controller finds it, env:NAME or file:/absolute/path, never the secret itself","writeOnly":true,"description":"Where the password is kept.","examples":["env:BMC_PASSWORD"]},"cipherSuite":{"enum":[3,8,12,17],"description":"RMCP+ cipher suite.","default":3,"examples":[17]},"privilege":{"enum":["USER","OPERATOR","ADMIN"],"description":"Privilege level of the session.","default":"OPERATOR","examples":["OPERATOR"]},"bootType":{"enum":["auto","legacy","efi"],"description":"Firmware mode asked for with the boot device; `auto` follows the machine.","default":"auto","examples":["efi"]}},"additionalProperties":false,"description":"IPMI 2.0 over the network, by ipmitool."},{"type":"object","required":["type","onUri","offUri","queryUri"],"properties":{"type":{"type":"string","const":"webhook","description":"Anything that switches power by HTTP.","examples":["webhook"]},"onUri":{"type":"string","pattern":"^https?://[^\\s/]+(?:/\\S*)?$","patternErrorMessage":"write a URL that begins with http:// or https://","description":"POST here powers the machine on.","examples":["https://power.example.com/n1"]},"offUri":{"type":"string","pattern":"^https?://[^\\s/]+(?:/\\S*)?$","patternErrorMessage":"write a URL that begins with http:// or https://","description":"POST here powers it off.","examples":["https://power.example.com/n1"]},"queryUri":{"type":"string","pattern":"^https?://[^\\s/]+(?:/\\S*)?$","patternErrorMessage":"write a URL that begins with http:// or https://","description":"GET here says which it is.","examples":["https://power.example.com/n1"]},"onRegex":{"type":"string","pattern":"^(?!env:|file:)[^]+$","patternErrorMessage":"write the text itself; only passwords and tokens are references","description":"In the answer to the query: it is on.","default":"status.*\\:.*running","examples":["status.*\\:.*running"]},"offRegex":{"type":"string","pattern":"^(?!env:|file:)[^]+$","patternErrorMessage":"write the text itself; only passwords and tokens are references","description":"In the answer to the query: it is off.","default":"status.*\\:.*stopped","examples":["status.*\\:.*stopped"]},"user":{"type":"string","pattern":"^(?!env:|file:)[^]+$","patternErrorMessage":"write the text itself; only passwords and tokens are references","description":"Name to log in with.","examples":["maas"]},"password":{"type":"string","pattern":"^(?:env:[A-Za-z_]\\w*|file:/.+)$","patternErrorMessage":"write where the controller finds it, env:NAME or file:/absolute/path, never the secret itself","writeOnly":true,"description":"Where the password is kept.","examples":["env:BMC_PASSWORD"]},"token":{"type":"string","pattern":"^(?:env:[A-Za-z_]\\w*|file:/.+)$","patternErrorMessage":"write where the controller finds it, env:NAME or file:/absolute/path, never the secret itself","writeOnly":true,"description":"Where the bearer token is kept.","examples":["env:POWER_TOKEN"]},"verifyTls":{"type":"boolean","description":"Whether the certificate must be trusted.","default":true,"examples":[true]}},"additionalProperties":false,"description":"Anything that switches power by HTTP."},{"type":"object","required":["type"],"properties":{"type":{"type":"string","const":"manual","description":"A person presses the button; the state is never known.","examples":["manual"]}},"additionalProperties":false,"description":"A person presses the button; the state is never known."}],"$id":"Power"};

function validate29(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="Power" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate29.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.type === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "type"},message:"must have required property '"+"type"+"'",schema:schema40.required,parentSchema:schema40,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
const tag0 = data.type;
if(typeof tag0 == "string"){
if(tag0 === "ipmi"){
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.type === undefined){
const err1 = {instancePath,schemaPath:"#/oneOf/0/required",keyword:"required",params:{missingProperty: "type"},message:"must have required property '"+"type"+"'",schema:schema40.oneOf[0].required,parentSchema:schema40.oneOf[0],data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.address === undefined){
const err2 = {instancePath,schemaPath:"#/oneOf/0/required",keyword:"required",params:{missingProperty: "address"},message:"must have required property '"+"address"+"'",schema:schema40.oneOf[0].required,parentSchema:schema40.oneOf[0],data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
for(const key0 in data){
if(!((((((((key0 === "type") || (key0 === "address")) || (key0 === "port")) || (key0 === "user")) || (key0 === "password")) || (key0 === "cipherSuite")) || (key0 === "privilege")) || (key0 === "bootType"))){
const err3 = {instancePath,schemaPath:"#/oneOf/0/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema40.oneOf[0],data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.type !== undefined){
let data0 = data.type;
if(typeof data0 !== "string"){
const err4 = {instancePath:instancePath+"/type",schemaPath:"#/oneOf/0/properties/type/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema40.oneOf[0].properties.type.type,parentSchema:schema40.oneOf[0].properties.type,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if("ipmi" !== data0){
const err5 = {instancePath:instancePath+"/type",schemaPath:"#/oneOf/0/properties/type/const",keyword:"const",params:{allowedValue: "ipmi"},message:"must be equal to constant",schema:"ipmi",parentSchema:schema40.oneOf[0].properties.type,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.address !== undefined){
let data1 = data.address;
if(typeof data1 === "string"){
if(!pattern24.test(data1)){
const err6 = {instancePath:instancePath+"/address",schemaPath:"#/oneOf/0/properties/address/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$"},message:"must match pattern \""+"^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$"+"\"",schema:"^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$",parentSchema:schema40.oneOf[0].properties.address,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/address",schemaPath:"#/oneOf/0/properties/address/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema40.oneOf[0].properties.address.type,parentSchema:schema40.oneOf[0].properties.address,data:data1};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.port !== undefined){
let data2 = data.port;
if(!(((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2))) && (isFinite(data2)))){
const err8 = {instancePath:instancePath+"/port",schemaPath:"#/oneOf/0/properties/port/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema40.oneOf[0].properties.port.type,parentSchema:schema40.oneOf[0].properties.port,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
if((typeof data2 == "number") && (isFinite(data2))){
if(data2 > 65535 || isNaN(data2)){
const err9 = {instancePath:instancePath+"/port",schemaPath:"#/oneOf/0/properties/port/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},message:"must be <= 65535",schema:65535,parentSchema:schema40.oneOf[0].properties.port,data:data2};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
if(data2 < 1 || isNaN(data2)){
const err10 = {instancePath:instancePath+"/port",schemaPath:"#/oneOf/0/properties/port/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema40.oneOf[0].properties.port,data:data2};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
}
if(data.user !== undefined){
let data3 = data.user;
if(typeof data3 === "string"){
if(!pattern60.test(data3)){
const err11 = {instancePath:instancePath+"/user",schemaPath:"#/oneOf/0/properties/user/pattern",keyword:"pattern",params:{pattern: "^(?!env:|file:)[^]+$"},message:"must match pattern \""+"^(?!env:|file:)[^]+$"+"\"",schema:"^(?!env:|file:)[^]+$",parentSchema:schema40.oneOf[0].properties.user,data:data3};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
else {
const err12 = {instancePath:instancePath+"/user",schemaPath:"#/oneOf/0/properties/user/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema40.oneOf[0].properties.user.type,parentSchema:schema40.oneOf[0].properties.user,data:data3};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data.password !== undefined){
let data4 = data.password;
if(typeof data4 === "string"){
if(!pattern61.test(data4)){
const err13 = {instancePath:instancePath+"/password",schemaPath:"#/oneOf/0/properties/password/pattern",keyword:"pattern",params:{pattern: "^(?:env:[A-Za-z_]\\w*|file:/.+)$"},message:"must match pattern \""+"^(?:env:[A-Za-z_]\\w*|file:/.+)$"+"\"",schema:"^(?:env:[A-Za-z_]\\w*|file:/.+)$",parentSchema:schema40.oneOf[0].properties.password,data:data4};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
else {
const err14 = {instancePath:instancePath+"/password",schemaPath:"#/oneOf/0/properties/password/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema40.oneOf[0].properties.password.type,parentSchema:schema40.oneOf[0].properties.password,data:data4};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data.cipherSuite !== undefined){
let data5 = data.cipherSuite;
if(!((((data5 === 3) || (data5 === 8)) || (data5 === 12)) || (data5 === 17))){
const err15 = {instancePath:instancePath+"/cipherSuite",schemaPath:"#/oneOf/0/properties/cipherSuite/enum",keyword:"enum",params:{allowedValues: schema40.oneOf[0].properties.cipherSuite.enum},message:"must be equal to one of the allowed values",schema:schema40.oneOf[0].properties.cipherSuite.enum,parentSchema:schema40.oneOf[0].properties.cipherSuite,data:data5};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data.privilege !== undefined){
let data6 = data.privilege;
if(!(((data6 === "USER") || (data6 === "OPERATOR")) || (data6 === "ADMIN"))){
const err16 = {instancePath:instancePath+"/privilege",schemaPath:"#/oneOf/0/properties/privilege/enum",keyword:"enum",params:{allowedValues: schema40.oneOf[0].properties.privilege.enum},message:"must be equal to one of the allowed values",schema:schema40.oneOf[0].properties.privilege.enum,parentSchema:schema40.oneOf[0].properties.privilege,data:data6};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data.bootType !== undefined){
let data7 = data.bootType;
if(!(((data7 === "auto") || (data7 === "legacy")) || (data7 === "efi"))){
const err17 = {instancePath:instancePath+"/bootType",schemaPath:"#/oneOf/0/properties/bootType/enum",keyword:"enum",params:{allowedValues: schema40.oneOf[0].properties.bootType.enum},message:"must be equal to one of the allowed values",schema:schema40.oneOf[0].properties.bootType.enum,parentSchema:schema40.oneOf[0].properties.bootType,data:data7};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
}
else {
const err18 = {instancePath,schemaPath:"#/oneOf/0/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema40.oneOf[0].type,parentSchema:schema40.oneOf[0],data};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
var props0 = true;
}
else if(tag0 === "webhook"){
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.type === undefined){
const err19 = {instancePath,schemaPath:"#/oneOf/1/required",keyword:"required",params:{missingProperty: "type"},message:"must have required property '"+"type"+"'",schema:schema40.oneOf[1].required,parentSchema:schema40.oneOf[1],data};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
if(data.onUri === undefined){
const err20 = {instancePath,schemaPath:"#/oneOf/1/required",keyword:"required",params:{missingProperty: "onUri"},message:"must have required property '"+"onUri"+"'",schema:schema40.oneOf[1].required,parentSchema:schema40.oneOf[1],data};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
if(data.offUri === undefined){
const err21 = {instancePath,schemaPath:"#/oneOf/1/required",keyword:"required",params:{missingProperty: "offUri"},message:"must have required property '"+"offUri"+"'",schema:schema40.oneOf[1].required,parentSchema:schema40.oneOf[1],data};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
if(data.queryUri === undefined){
const err22 = {instancePath,schemaPath:"#/oneOf/1/required",keyword:"required",params:{missingProperty: "queryUri"},message:"must have required property '"+"queryUri"+"'",schema:schema40.oneOf[1].required,parentSchema:schema40.oneOf[1],data};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
for(const key1 in data){
if(!(func1.call(schema40.oneOf[1].properties, key1))){
const err23 = {instancePath,schemaPath:"#/oneOf/1/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema40.oneOf[1],data};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data.type !== undefined){
let data8 = data.type;
if(typeof data8 !== "string"){
const err24 = {instancePath:instancePath+"/type",schemaPath:"#/oneOf/1/properties/type/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema40.oneOf[1].properties.type.type,parentSchema:schema40.oneOf[1].properties.type,data:data8};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
if("webhook" !== data8){
const err25 = {instancePath:instancePath+"/type",schemaPath:"#/oneOf/1/properties/type/const",keyword:"const",params:{allowedValue: "webhook"},message:"must be equal to constant",schema:"webhook",parentSchema:schema40.oneOf[1].properties.type,data:data8};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
if(data.onUri !== undefined){
let data9 = data.onUri;
if(typeof data9 === "string"){
if(!pattern26.test(data9)){
const err26 = {instancePath:instancePath+"/onUri",schemaPath:"#/oneOf/1/properties/onUri/pattern",keyword:"pattern",params:{pattern: "^https?://[^\\s/]+(?:/\\S*)?$"},message:"must match pattern \""+"^https?://[^\\s/]+(?:/\\S*)?$"+"\"",schema:"^https?://[^\\s/]+(?:/\\S*)?$",parentSchema:schema40.oneOf[1].properties.onUri,data:data9};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
else {
const err27 = {instancePath:instancePath+"/onUri",schemaPath:"#/oneOf/1/properties/onUri/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema40.oneOf[1].properties.onUri.type,parentSchema:schema40.oneOf[1].properties.onUri,data:data9};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
if(data.offUri !== undefined){
let data10 = data.offUri;
if(typeof data10 === "string"){
if(!pattern26.test(data10)){
const err28 = {instancePath:instancePath+"/offUri",schemaPath:"#/oneOf/1/properties/offUri/pattern",keyword:"pattern",params:{pattern: "^https?://[^\\s/]+(?:/\\S*)?$"},message:"must match pattern \""+"^https?://[^\\s/]+(?:/\\S*)?$"+"\"",schema:"^https?://[^\\s/]+(?:/\\S*)?$",parentSchema:schema40.oneOf[1].properties.offUri,data:data10};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
else {
const err29 = {instancePath:instancePath+"/offUri",schemaPath:"#/oneOf/1/properties/offUri/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema40.oneOf[1].properties.offUri.type,parentSchema:schema40.oneOf[1].properties.offUri,data:data10};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
if(data.queryUri !== undefined){
let data11 = data.queryUri;
if(typeof data11 === "string"){
if(!pattern26.test(data11)){
const err30 = {instancePath:instancePath+"/queryUri",schemaPath:"#/oneOf/1/properties/queryUri/pattern",keyword:"pattern",params:{pattern: "^https?://[^\\s/]+(?:/\\S*)?$"},message:"must match pattern \""+"^https?://[^\\s/]+(?:/\\S*)?$"+"\"",schema:"^https?://[^\\s/]+(?:/\\S*)?$",parentSchema:schema40.oneOf[1].properties.queryUri,data:data11};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
else {
const err31 = {instancePath:instancePath+"/queryUri",schemaPath:"#/oneOf/1/properties/queryUri/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema40.oneOf[1].properties.queryUri.type,parentSchema:schema40.oneOf[1].properties.queryUri,data:data11};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
if(data.onRegex !== undefined){
let data12 = data.onRegex;
if(typeof data12 === "string"){
if(!pattern60.test(data12)){
const err32 = {instancePath:instancePath+"/onRegex",schemaPath:"#/oneOf/1/properties/onRegex/pattern",keyword:"pattern",params:{pattern: "^(?!env:|file:)[^]+$"},message:"must match pattern \""+"^(?!env:|file:)[^]+$"+"\"",schema:"^(?!env:|file:)[^]+$",parentSchema:schema40.oneOf[1].properties.onRegex,data:data12};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
else {
const err33 = {instancePath:instancePath+"/onRegex",schemaPath:"#/oneOf/1/properties/onRegex/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema40.oneOf[1].properties.onRegex.type,parentSchema:schema40.oneOf[1].properties.onRegex,data:data12};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
if(data.offRegex !== undefined){
let data13 = data.offRegex;
if(typeof data13 === "string"){
if(!pattern60.test(data13)){
const err34 = {instancePath:instancePath+"/offRegex",schemaPath:"#/oneOf/1/properties/offRegex/pattern",keyword:"pattern",params:{pattern: "^(?!env:|file:)[^]+$"},message:"must match pattern \""+"^(?!env:|file:)[^]+$"+"\"",schema:"^(?!env:|file:)[^]+$",parentSchema:schema40.oneOf[1].properties.offRegex,data:data13};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
else {
const err35 = {instancePath:instancePath+"/offRegex",schemaPath:"#/oneOf/1/properties/offRegex/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema40.oneOf[1].properties.offRegex.type,parentSchema:schema40.oneOf[1].properties.offRegex,data:data13};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
if(data.user !== undefined){
let data14 = data.user;
if(typeof data14 === "string"){
if(!pattern60.test(data14)){
const err36 = {instancePath:instancePath+"/user",schemaPath:"#/oneOf/1/properties/user/pattern",keyword:"pattern",params:{pattern: "^(?!env:|file:)[^]+$"},message:"must match pattern \""+"^(?!env:|file:)[^]+$"+"\"",schema:"^(?!env:|file:)[^]+$",parentSchema:schema40.oneOf[1].properties.user,data:data14};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
else {
const err37 = {instancePath:instancePath+"/user",schemaPath:"#/oneOf/1/properties/user/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema40.oneOf[1].properties.user.type,parentSchema:schema40.oneOf[1].properties.user,data:data14};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
if(data.password !== undefined){
let data15 = data.password;
if(typeof data15 === "string"){
if(!pattern61.test(data15)){
const err38 = {instancePath:instancePath+"/password",schemaPath:"#/oneOf/1/properties/password/pattern",keyword:"pattern",params:{pattern: "^(?:env:[A-Za-z_]\\w*|file:/.+)$"},message:"must match pattern \""+"^(?:env:[A-Za-z_]\\w*|file:/.+)$"+"\"",schema:"^(?:env:[A-Za-z_]\\w*|file:/.+)$",parentSchema:schema40.oneOf[1].properties.password,data:data15};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
else {
const err39 = {instancePath:instancePath+"/password",schemaPath:"#/oneOf/1/properties/password/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema40.oneOf[1].properties.password.type,parentSchema:schema40.oneOf[1].properties.password,data:data15};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
if(data.token !== undefined){
let data16 = data.token;
if(typeof data16 === "string"){
if(!pattern61.test(data16)){
const err40 = {instancePath:instancePath+"/token",schemaPath:"#/oneOf/1/properties/token/pattern",keyword:"pattern",params:{pattern: "^(?:env:[A-Za-z_]\\w*|file:/.+)$"},message:"must match pattern \""+"^(?:env:[A-Za-z_]\\w*|file:/.+)$"+"\"",schema:"^(?:env:[A-Za-z_]\\w*|file:/.+)$",parentSchema:schema40.oneOf[1].properties.token,data:data16};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
else {
const err41 = {instancePath:instancePath+"/token",schemaPath:"#/oneOf/1/properties/token/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema40.oneOf[1].properties.token.type,parentSchema:schema40.oneOf[1].properties.token,data:data16};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
if(data.verifyTls !== undefined){
let data17 = data.verifyTls;
if(typeof data17 !== "boolean"){
const err42 = {instancePath:instancePath+"/verifyTls",schemaPath:"#/oneOf/1/properties/verifyTls/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema40.oneOf[1].properties.verifyTls.type,parentSchema:schema40.oneOf[1].properties.verifyTls,data:data17};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
}
else {
const err43 = {instancePath,schemaPath:"#/oneOf/1/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema40.oneOf[1].type,parentSchema:schema40.oneOf[1],data};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
if(props0 !== true){
props0 = true;
}
}
else if(tag0 === "manual"){
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.type === undefined){
const err44 = {instancePath,schemaPath:"#/oneOf/2/required",keyword:"required",params:{missingProperty: "type"},message:"must have required property '"+"type"+"'",schema:schema40.oneOf[2].required,parentSchema:schema40.oneOf[2],data};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
for(const key2 in data){
if(!(key2 === "type")){
const err45 = {instancePath,schemaPath:"#/oneOf/2/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},message:"must NOT have additional properties",schema:false,parentSchema:schema40.oneOf[2],data};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
}
if(data.type !== undefined){
let data18 = data.type;
if(typeof data18 !== "string"){
const err46 = {instancePath:instancePath+"/type",schemaPath:"#/oneOf/2/properties/type/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema40.oneOf[2].properties.type.type,parentSchema:schema40.oneOf[2].properties.type,data:data18};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
if("manual" !== data18){
const err47 = {instancePath:instancePath+"/type",schemaPath:"#/oneOf/2/properties/type/const",keyword:"const",params:{allowedValue: "manual"},message:"must be equal to constant",schema:"manual",parentSchema:schema40.oneOf[2].properties.type,data:data18};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
}
else {
const err48 = {instancePath,schemaPath:"#/oneOf/2/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema40.oneOf[2].type,parentSchema:schema40.oneOf[2],data};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
if(props0 !== true){
props0 = true;
}
}
else {
const err49 = {instancePath,schemaPath:"#/discriminator",keyword:"discriminator",params:{error: "mapping", tag: "type", tagValue: tag0},message:"value of tag \"type\" must be in oneOf",schema:schema40.discriminator,parentSchema:schema40,data};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
else {
const err50 = {instancePath,schemaPath:"#/discriminator",keyword:"discriminator",params:{error: "tag", tag: "type", tagValue: tag0},message:"tag \"type\" must be string",schema:schema40.discriminator,parentSchema:schema40,data};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
else {
const err51 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema40.type,parentSchema:schema40,data};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
validate29.errors = vErrors;
evaluated0.props = props0;
return errors === 0;
}
validate29.evaluated = {"dynamicProps":true,"dynamicItems":false};
