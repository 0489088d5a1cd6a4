# Says which Maven and which Java mvnw.cmd starts: writes lines NAME=value to standard output.
# Does what ./mvnw does, in the same order and with the same messages.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

$neededJdk = 25
$mavenJdk = 17
$oldestMaven = [version]'3.6.3'

function Say([string] $text) { [Console]::Error.WriteLine("mvnw: $text") }

function Stop-With([string] $text) {
    Say $text
    exit 1
}

$settings = @{}
foreach ($line in Get-Content -LiteralPath (Join-Path $PSScriptRoot 'maven-wrapper.properties')) {
    if ($line -match '^(\w+)=(.+)$') { $settings[$Matches[1]] = $Matches[2].Trim() }
}
$url = $settings['distributionUrl']
$sha512 = $settings['distributionSha512Sum']
if (-not $url -or -not $sha512) {
    Stop-With 'maven-wrapper.properties must set distributionUrl and distributionSha512Sum.'
}
$name = ($url -split '/')[-1] -replace '-bin\.zip$', ''
$mavenUserHome = if ($env:MAVEN_USER_HOME) { $env:MAVEN_USER_HOME } else { Join-Path $env:USERPROFILE '.m2' }
$dists = Join-Path $mavenUserHome 'wrapper\dists'

# --- The JDK ---

# The release, such as 25, of the JDK in a directory; 0 if there is none.
function Get-Release([string] $jdk) {
    if (-not $jdk -or -not (Test-Path -LiteralPath "$jdk\bin\javac.exe")) { return 0 }
    if (-not (Test-Path -LiteralPath "$jdk\release")) { return 0 }
    $version = Select-String -LiteralPath "$jdk\release" -Pattern '^JAVA_VERSION="(?:1\.)?(\d+)' | Select-Object -First 1
    if ($version) { return [int] $version.Matches[0].Groups[1].Value }
    return 0
}

$javac = Get-Command javac.exe -ErrorAction SilentlyContinue | Select-Object -First 1
$onPath = if ($javac) { Split-Path (Split-Path $javac.Source) } else { '' }
$places = @(
    "$env:ProgramFiles\Java", "$env:ProgramFiles\Eclipse Adoptium", "$env:ProgramFiles\Microsoft",
    "$env:ProgramFiles\Zulu", "$env:ProgramFiles\Amazon Corretto", "$env:ProgramFiles\BellSoft",
    "$env:USERPROFILE\.jdks", "$env:USERPROFILE\.gradle\jdks", "$env:USERPROFILE\.sdkman\candidates\java",
    "$env:USERPROFILE\scoop\apps"
)
$installed = foreach ($place in $places) {
    if (Test-Path -LiteralPath $place) { (Get-ChildItem -LiteralPath $place -Directory).FullName }
}
$newer = @($env:JAVA_HOME, $onPath) + @($installed) | Where-Object { (Get-Release $_) -ge $neededJdk } | Select-Object -First 1
if (-not $newer) {
    Stop-With "no JDK $neededJdk or newer found (looked at JAVA_HOME, the PATH, Program Files, .jdks, SDKMAN and the like); install one, or set JAVA_HOME."
}
"JAVA25_HOME=$newer"
$chosen = if ($env:JAVA_HOME) { $env:JAVA_HOME } else { $onPath }
if ((Get-Release $chosen) -lt $mavenJdk) { $env:JAVA_HOME = $newer }
elseif (-not $env:JAVA_HOME) { $env:JAVA_HOME = $chosen }
"JAVA_HOME=$env:JAVA_HOME"

# --- Maven ---

# The pinned Maven, whichever wrapper put it there.
function Find-Cached {
    @("$dists\$name\*\bin\mvn.cmd", "$dists\$name-bin\*\$name\bin\mvn.cmd") |
        Where-Object { Test-Path -Path $_ } |
        ForEach-Object { (Get-Item -Path $_ | Select-Object -First 1).FullName } |
        Select-Object -First 1
}

# Fetches a URL into a file. Bounded: a network that swallows packets costs five seconds.
function Save-Url([string] $from, [string] $to) {
    Add-Type -AssemblyName System.Net.Http
    [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
    $client = New-Object System.Net.Http.HttpClient
    $cancel = New-Object System.Threading.CancellationTokenSource
    $target = $null
    try {
        $cancel.CancelAfter(5000)
        $headers = [System.Net.Http.HttpCompletionOption]::ResponseHeadersRead
        $answer = $client.GetAsync($from, $headers, $cancel.Token).GetAwaiter().GetResult()
        $null = $answer.EnsureSuccessStatusCode()
        $cancel.CancelAfter(600000)
        $target = [IO.File]::Create($to)
        $answer.Content.ReadAsStreamAsync().GetAwaiter().GetResult().CopyToAsync($target, 81920, $cancel.Token).GetAwaiter().GetResult()
    }
    finally {
        if ($target) { $target.Dispose() }
        $cancel.Dispose()
        $client.Dispose()
    }
}

# Downloads, verifies and installs the pinned Maven; nothing if it cannot be had.
function Install-Maven {
    $scratch = Join-Path $dists ('.download.' + [guid]::NewGuid().ToString('N'))
    try {
        $null = New-Item -ItemType Directory -Path $scratch -Force
        Save-Url $url "$scratch\maven.zip"
        if ((Get-FileHash -LiteralPath "$scratch\maven.zip" -Algorithm SHA512).Hash -ne $sha512) {
            Say "what $url answered does not match distributionSha512Sum; it is not used."
            return
        }
        Expand-Archive -LiteralPath "$scratch\maven.zip" -DestinationPath $scratch
        $target = Join-Path "$dists\$name" $sha512.Substring(0, 16)
        $null = New-Item -ItemType Directory -Path "$dists\$name" -Force
        # Another build may have been quicker; either copy will do.
        if (-not (Test-Path -LiteralPath $target)) { Move-Item -LiteralPath "$scratch\$name" -Destination $target }
        "$target\bin\mvn.cmd"
    }
    catch { return }
    finally { Remove-Item -LiteralPath $scratch -Recurse -Force -ErrorAction SilentlyContinue }
}

$maven = Find-Cached
if (-not $maven) { $maven = Install-Maven }
if (-not $maven) {
    $mvn = Get-Command mvn.cmd -ErrorAction SilentlyContinue | Select-Object -First 1
    $version = if ($mvn -and (((& $mvn.Source -B -version) -join ' ') -match 'Apache Maven (\d+\.\d+\.\d+)')) { [version] $Matches[1] }
    if (-not $version -or $version -lt $oldestMaven) {
        Stop-With "$name is not in $dists, cannot be downloaded from $url, and no mvn $oldestMaven or newer is on the PATH; install Maven, or connect to the network once."
    }
    Say "warning: $name is not in $dists and cannot be downloaded; using mvn $version on the PATH instead."
    $maven = $mvn.Source
}
"MVNW_MAVEN=$maven"
