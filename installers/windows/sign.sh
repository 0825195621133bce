#!/bin/sh
# Signs a program for Windows in place, with a time-stamp, by Azure Artifact Signing: `AIRTILL_SIGN_WINDOWS` of a release
# names this file. Nothing of a key is here: Azure signs the digest for the person or the workflow that `az` is signed in
# as. It needs Java, jsign (AIRTILL_JSIGN names its .jar) and `az`.
set -eu
: "${AIRTILL_JSIGN:?names the .jar of jsign}"
: "${AIRTILL_AZURE_ENDPOINT:?names the host of the signing account, as in weu.codesigning.azure.net}"
: "${AIRTILL_AZURE_PROFILE:?names the account and its certificate, as ACCOUNT/PROFILE}"
file=${1:?usage: $0 FILE}

# A token lives an hour at most, so each signature asks for its own. jsign reads it from the environment: the arguments
# of a program can be read by everybody on the machine.
AIRTILL_AZURE_TOKEN=$(az account get-access-token --resource https://codesigning.azure.net --query accessToken --output tsv)
export AIRTILL_AZURE_TOKEN
exec java -jar "$AIRTILL_JSIGN" --storetype TRUSTEDSIGNING --keystore "$AIRTILL_AZURE_ENDPOINT" \
    --storepass env:AIRTILL_AZURE_TOKEN --alias "$AIRTILL_AZURE_PROFILE" --alg SHA-256 \
    --tsaurl http://timestamp.acs.microsoft.com --tsmode RFC3161 "$file"
