// The function app of contoso, on the Flex Consumption plan. Its own storage is reached with an identity, not with a key.
// The identity that reaches fabrikam comes from tegata apply, which assigns it to this app.
param name string = 'func-agents'
param location string = resourceGroup().location
@description('What tegata apply prints as application settings, and those of the README. A deployment without them takes them away.')
param settings object = {}
@description('Resource id of the identity that tegata apply has assigned. A later deployment without it takes it away.')
param identityId string = ''

var blobDataOwner = subscriptionResourceId(
  'Microsoft.Authorization/roleDefinitions',
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
)

resource storage 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: 'st${uniqueString(resourceGroup().id, name)}'
  location: location
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: { allowBlobPublicAccess: false, allowSharedKeyAccess: false, minimumTlsVersion: 'TLS1_2' }

  resource blobs 'blobServices' = {
    name: 'default'
    resource packages 'containers' = { name: 'packages' }
  }
}

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: 'plan-${name}'
  location: location
  kind: 'functionapp'
  sku: { tier: 'FlexConsumption', name: 'FC1' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: name
  location: location
  kind: 'functionapp,linux'
  identity: empty(identityId)
    ? { type: 'SystemAssigned' }
    : { type: 'SystemAssigned, UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${storage.properties.primaryEndpoints.blob}packages'
          authentication: { type: 'SystemAssignedIdentity' }
        }
      }
      runtime: { name: 'node', version: '22' }
      scaleAndConcurrency: { instanceMemoryMB: 2048, maximumInstanceCount: 40 }
    }
    siteConfig: {
      appSettings: concat(
        [{ name: 'AzureWebJobsStorage__accountName', value: storage.name }],
        map(items(settings), each => { name: each.key, value: each.value })
      )
    }
  }
}

resource ownStorage 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(storage.id, app.id, blobDataOwner)
  scope: storage
  properties: {
    roleDefinitionId: blobDataOwner
    principalId: app.identity.principalId
    principalType: 'ServicePrincipal'
  }
}

output hostName string = app.properties.defaultHostName
