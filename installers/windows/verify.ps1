# Verifies, on Windows, an installer that was signed: its own signature, and those of the program and the uninstaller that
# it lays down. Each must lead to a root that Windows trusts, and have a time-stamp. It installs for one person and
# removes again.
param([Parameter(Mandatory)][string]$Setup)
$ErrorActionPreference = 'Stop'
$folder = "$env:LOCALAPPDATA\Programs\Airtill"

function Must([bool]$holds, [string]$what) {
    if (-not $holds) { throw "not so: $what" }
    Write-Output "so it is: $what"
}

function Run([string]$file, [string[]]$arguments) {
    (Start-Process -FilePath $file -ArgumentList $arguments -Wait -PassThru).ExitCode
}

$kits = "${env:ProgramFiles(x86)}\Windows Kits\10\bin\*\x64\signtool.exe"
$signtool = Get-ChildItem $kits | Sort-Object FullName | Select-Object -Last 1
Must ($null -ne $signtool) 'there is a signtool'

# /pa: by the rules for programs; /all: every signature; /tw: a missing time-stamp is a warning, and its code is not 0.
function Is-Signed([string]$file) {
    & $signtool.FullName verify /pa /all /tw $file | Out-Host
    $LASTEXITCODE -eq 0
}

Must (Is-Signed $Setup) 'the installer is signed and has its time-stamp'
Must ((Run $Setup @('/S')) -eq 0) 'it installs'
foreach ($file in 'airtill.exe', 'uninstall.exe') {
    Must (Is-Signed "$folder\$file") "$file is signed and has its time-stamp"
}
$publisher = (Get-AuthenticodeSignature $Setup).SignerCertificate.Subject
Must ((Get-AuthenticodeSignature "$folder\airtill.exe").SignerCertificate.Subject -eq $publisher) `
    'the program is of the publisher of its installer'
Must ((Run "$folder\uninstall.exe" @('/S')) -eq 0) 'it is removed'
